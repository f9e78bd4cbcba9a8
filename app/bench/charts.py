"""Charts of every kind: drawn for a page, and laid out in a part of a PDF that is made anew.

Each is the work of one thread, so that its processor time is what a person waits on a machine with nothing else to do.
"""

import time
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from markupsafe import Markup

from app.bench.figures import Findings
from app.indicators.charts.building import SHOWN
from app.indicators.charts.drawing import draw
from app.indicators.charts.series import ENGLAND, KINDS, NEIGHBOURS, OWN, PEER, REGION, Chart, Point, Series
from app.publishing.cache import key_of
from app.publishing.charts import chart_html
from app.publishing.parts import page_html
from app.publishing.pool import Pool

PERIODS = tuple(str(year) for year in range(2012, 2018))
AREAS = ((OWN, "Peterborough"), (REGION, "East of England"), (ENGLAND, "England"),
         (NEIGHBOURS, "Statistical neighbours"), *((PEER, f"Authority {letter}") for letter in "ABCDEFGHIJ"))
IN_A_PAGE, IN_A_PART = 20, 6
MOST_IN_A_PAGE, MOST_IN_A_PART = 0.02, 0.06  # seconds for each chart
NAMES = {"line": "line", "bars": "bars", "panels": "small multiples"}


def measure_charts(rounds: int, findings: Findings) -> None:
    """Charts of eleven authorities and six periods, each unlike any before, since one that was drawn is kept."""
    fresh = count(1)
    with TemporaryDirectory(prefix="candour-bench-") as folder:
        pool = Pool(1)
        pool.warm()
        for kind in KINDS:
            _measure(kind, rounds, fresh, _Paper(pool, Path(folder)), findings)
        pool.close()


def _measure(kind: str, rounds: int, fresh: "count[int]", paper: "_Paper", findings: Findings) -> None:
    draw(_chart(kind, next(fresh)))  # whatever is loaded once, is loaded
    paper.seconds([_chart(kind, next(fresh))])
    drawn = [_seconds([_chart(kind, next(fresh)) for _ in range(IN_A_PAGE)]) / IN_A_PAGE for _ in range(rounds)]
    empty = median(paper.seconds([]) for _ in range(rounds))
    printed = [(paper.seconds([_chart(kind, next(fresh)) for _ in range(IN_A_PART)]) - empty) / IN_A_PART
               for _ in range(rounds)]
    name = f"chart, {NAMES[kind]}"
    findings.aim(f"{name}, in a warm page / {MOST_IN_A_PAGE * 1000:.0f} ms",
                 findings.add(f"{name}, in a warm page, processor time", drawn, "ms"), MOST_IN_A_PAGE, 1)
    findings.aim(f"{name}, in a new part of a PDF / {MOST_IN_A_PART * 1000:.0f} ms",
                 findings.add(f"{name}, in a new part of a PDF, processor time", printed, "ms"), MOST_IN_A_PART, 1)


def _chart(kind: str, number: int) -> Chart:
    """A chart whose figures are its own."""
    series = tuple(Series(name, area, tuple(
        Point(period, str(30 + (7 * at + 11 * place + number) % 50), "") for at, period in enumerate(PERIODS)
    )) for place, (area, name) in enumerate(AREAS) if area in SHOWN[kind])
    return Chart(kind, f"Measure {number}", "Rate per 10,000", 0, "none", PERIODS, series)


def _seconds(charts: list[Chart]) -> float:
    began = time.process_time()
    for chart in charts:
        draw(chart)
    return time.process_time() - began


class _Paper:
    """A warm worker that lays parts out, none of them twice."""

    def __init__(self, pool: Pool, folder: Path) -> None:
        self.pool, self.folder, self.number = pool, folder, count()

    def seconds(self, charts: list[Chart]) -> float:
        """The processor time of a part that holds these charts, from making them to the PDF, here and in the worker."""
        began = self._used()
        body = Markup("").join(map(chart_html, charts))
        html = Markup('<section class="sheet"><h1>Part</h1>{}</section>').format(body)
        self.pool.run({"task": "render", "key": key_of(str(next(self.number))), "prefix": "part",
                       "folder": str(self.folder), "html": page_html("Part", html)})
        return self._used() - began

    def _used(self) -> float:
        return time.process_time() + self.pool.usage()[1]
