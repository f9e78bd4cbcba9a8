"""The data pack on paper: outliers with their charts, then every measure in tables by topic."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from app.indicators.pack.contents import Entry, Pack, pack_from
from app.publishing.charts import chart_html
from app.publishing.widths import column_group

MOST_CHARTS = 16  # of outliers, two on a page
WIDTHS = (26.0, 6.0, 9.0, 13.0, 8.0, 8.0, 8.0, 9.0, 13.0)  # per cent; the last but one are the neighbours


@dataclass(frozen=True)
class Drawn:
    """A measure with its chart, and what of it is told in words above."""

    entry: Entry
    chart: Markup


@dataclass(frozen=True)
class PackView:
    """A pack ready for its template."""

    pack: Pack
    drawn: list[Drawn]
    columns: Markup

    def source_of(self, entry: Entry) -> str:
        """The number of a measure’s source, where there are several."""
        sources = self.pack.sources
        return f"Source {sources.index((entry.source, entry.licence)) + 1}" if len(sources) > 1 else ""


def pack_view(content: dict[str, Any]) -> PackView:
    """A frozen pack with the charts of its outliers."""
    pack = pack_from(content)
    charts = [(entry, entry.chart) for entry in pack.outliers[:MOST_CHARTS]]
    first, *middle, near, last = WIDTHS
    widths = WIDTHS if pack.has_neighbours else (first + near, *middle, last)
    return PackView(pack, [Drawn(entry, chart_html(chart)) for entry, chart in charts if chart], column_group(widths))
