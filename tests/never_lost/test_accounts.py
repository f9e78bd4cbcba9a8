"""The counting itself: a letter that is missing, doubled or out of its order does not pass unnoticed."""

from app.bench.lost.accounts import Account, account, script


def test_letters_of_interleaved_hands_are_told_apart() -> None:
    one, other = script(0), script(1)
    first, second = one.next() + one.next(), other.next()
    assert not set(one.letters) & set(other.letters) and first.split()[0] != first.split()[1]
    mixed = "".join(a + b for a, b in zip(first[:5], second[:5], strict=True)) + first[5:]
    assert account([one, other], mixed, ["", ""]) == Account(15, 15, 0, 0, 0, 0)


def test_what_is_missing_doubled_or_moved_is_counted() -> None:
    one = script(0)
    typed = one.next() + one.next()
    assert account([one], typed[:-3], [""]).lost == 2  # the last is a space
    assert account([one], typed[:5], [typed[5:]]) == Account(10, 5, 5, 0, 0, 0)
    assert account([one], typed, [typed[:2]]).twice == 2
    assert account([one], typed[::-1], [""]).jumbled == 1
