// Words that go on from ours stay with ours, whatever somebody puts behind them at the same moment.
import { ReplaceStep } from '@tiptap/pm/transform'

ReplaceStep.MAP_BIAS = -1
