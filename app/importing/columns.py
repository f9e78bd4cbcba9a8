"""Which column of a register each column of a file's table stands for."""

from collections.abc import Mapping, Sequence

from app.frameworks.rules import Column
from app.importing.inline import plain
from app.importing.matching import alike
from app.importing.tables import Row

SURE = 0.3


def column_map(titles: Row, columns: Sequence[Column], reach: int) -> Mapping[int, str]:
    """Source column to column key: the likest titles first, the rest by their order."""
    rated = sorted(
        (-(alike(title, column.title) + 0.1 * (at == to)), at, to)
        for at, title in enumerate(titles)
        for to, column in enumerate(columns)
        if alike(title, column.title) >= SURE
    )
    found: dict[int, int] = {}
    for _, at, to in rated:
        if at not in found and to not in found.values():
            found[at] = to
    for at in range(reach):
        if at not in found and (not titles or titles[at : at + 1] != ("",)):
            free = [to for to in range(len(columns)) if to not in found.values()]
            if free:
                found[at] = min(free, key=lambda to: (abs(to - at), to))
    return {at: columns[to].key for at, to in found.items()}


def form_row(rows: Sequence[Row], columns: Sequence[Column]) -> dict[str, str]:
    """A block of labels and values as one row; a label may run over two lines, up to its colon."""
    named = {column.key: "" for column in columns}
    label = value = ""
    for row in rows:
        head, colon, rest = plain(row[0]).partition(":")
        label = f"{label} {head}".strip()
        value = " ".join([value, rest.strip(), *(plain(cell) for cell in row[1:])]).strip()
        if colon or _fit(label, columns) is not None:
            column = _fit(label, columns)
            key = column.key if column else columns[-1].key
            named[key] = f"{named[key]} {value if column else f'{label}: {value}'}".strip()
            label = value = ""
    if label or value:
        named[columns[-1].key] = f"{named[columns[-1].key]} {label} {value}".strip()
    return named


def _fit(label: str, columns: Sequence[Column]) -> Column | None:
    best = max(columns, key=lambda column: alike(label, column.title))
    return best if alike(label, best.title) >= 0.6 else None
