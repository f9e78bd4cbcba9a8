"""An allocation as a mixed-integer programme, solved by HiGHS: columns are 0 or 1, rows are sums of them."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.core.errors import Refused

if TYPE_CHECKING:
    from highspy import HighsLp

PATIENCE_SECONDS = 60.0  # a year's allocation takes well under one


@dataclass
class Programme:
    """Columns with their costs, and rows: at least, at most, and which columns with which sign."""

    costs: list[float] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    columns: list[int] = field(default_factory=list)
    signs: list[float] = field(default_factory=list)

    def column(self, cost: float) -> int:
        """A new choice that costs so much; its number."""
        self.costs.append(cost)
        return len(self.costs) - 1

    def row(self, least: float, most: float, plus: list[int], minus: list[int]) -> None:
        """The sum of `plus` less that of `minus` lies between the two."""
        self.least.append(least)
        self.most.append(most)
        self.columns += plus + minus
        self.signs += [1.0] * len(plus) + [-1.0] * len(minus)
        self.starts.append(len(self.columns))

    def solve(self, seed: int, most_nodes: int | None = None) -> list[bool] | None:
        """The cheapest choice, the same for the same programme and seed; None where there is none at all, or none is
        proved the cheapest within `most_nodes` of the search."""
        import highspy  # loaded by the first allocation alone: it takes longer than many a page

        class Silent(highspy.Highs):
            def enableCallbacks(self) -> None:  # the first thing that is done to it, and would print who it is
                self.setOptionValue("output_flag", False)
                super().enableCallbacks()

        solver = Silent()
        for option, value in (("threads", 1), ("random_seed", seed % 2**31), ("time_limit", PATIENCE_SECONDS)):
            solver.setOptionValue(option, value)
        if most_nodes is not None:
            solver.setOptionValue("mip_max_nodes", most_nodes)
        solver.passModel(self._model())
        solver.run()
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kTimeLimit:
            raise Refused("No allocation was found within a minute. Lock fewer pairs, or try another seed.")
        if status != highspy.HighsModelStatus.kOptimal:
            return None
        return [value > 0.5 for value in solver.getSolution().col_value]

    def _model(self) -> "HighsLp":
        from highspy import HighsLp, HighsVarType, MatrixFormat

        number = len(self.costs)
        model = HighsLp()
        model.num_col_, model.num_row_ = number, len(self.least)
        model.col_cost_, model.col_lower_, model.col_upper_ = self.costs, [0.0] * number, [1.0] * number
        model.row_lower_, model.row_upper_ = self.least, self.most
        model.integrality_ = [HighsVarType.kInteger] * number
        model.a_matrix_.format_ = MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = (
            self.starts, self.columns, self.signs)
        return model
