"""What is wrong with borders, for people: lines of a terminal, a table, a picture, a page."""
from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.gateway.words.catalogue import say
from services.grid.domain.border import words
from services.grid.domain.border.drawn import Bounds, Drawn
from services.grid.domain.border.fault import Fault, rounded
from services.grid.domain.border.picture import Figure, picture
from services.grid.domain.border.ring import understand
from tools.sheet import Fault as FileFault

COLUMNS = ("code", "severity", "feature", "grid", "ring", "lon", "lat", "size", "unit", "other", "zh", "en")
DRAWN_MOST = 4000  # borders in a picture; of more, those of the communities with faults


@dataclass(frozen=True, slots=True)
class Report:
    """Everything found. cells: faults of rows and files. faults: of borders."""

    name: str
    cells: Sequence[FileFault]
    faults: Sequence[Fault]
    drawn: Sequence[Drawn]
    bounds: Bounds | None


def lines(report: Report, language: str = "en") -> Iterator[str]:
    """Say each fault with its file, the number of its feature, the ring and the place."""
    yield from map(str, report.cells)
    for one in report.faults:
        where = f"{report.name}, row {one.feature}" if one.feature else report.name
        severity = words.SEVERITIES[one.severity][words.LANGUAGES.index(language)]
        yield f"{where}: [{severity}] {detail(one, language)}"


def detail(one: Fault, language: str) -> str:
    """Say a fault whole, by the words of the front door."""
    told = one.said()
    if "system" in told:
        told["system"] = words.SYSTEMS[told["system"]][words.LANGUAGES.index(language)]
    return say(one.code, language, told)[1]


def as_csv(report: Report) -> str:
    """Give the faults as a table that a spreadsheet opens, mark first."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for cell in report.cells:
        writer.writerow(["", "fault", cell.row, "", "", "", "", "", "", cell.column, cell.problem, cell.problem])
    for one in report.faults:
        what = (one.code, one.severity, one.feature, one.grid, one.ring)
        where = (one.lon, one.lat, rounded(one.size), one.unit, one.other)
        writer.writerow([*what, *where, detail(one, "zh"), detail(one, "en")])
    return "\ufeff" + out.getvalue()


def as_svg(report: Report) -> str:
    """Give the picture."""
    shown = _shown(report)
    ignored: list[Fault] = []
    figures = []
    if report.bounds is not None:
        around = {one.community: report.bounds.around(one.community) for one in shown}
        figures += [Figure(shape, "outline") for shape in {id(shape): shape for shape in around.values()}.values()]
        for one in shown:
            shape = understand(one, report.bounds, ignored)
            if shape is not None:
                figures.append(Figure(shape, "drawn", one.grid if len(shown) <= 60 else ""))
    return picture(figures, report.faults, "zh", title=report.name)


def as_html(report: Report) -> str:
    """Give a page that stands alone: the picture, and a table of everything in both languages."""
    rows = [f"<tr><td>{html.escape(str(cell))}</td><td></td></tr>" for cell in report.cells]
    for one in report.faults:
        rows.append(
            f'<tr class="{one.severity}"><td>{html.escape(detail(one, "zh"))}</td><td>{html.escape(detail(one, "en"))}</td></tr>'
        )
    style = "body{font-family:sans-serif;margin:2em}td{padding:.3em 1em;border-bottom:1px solid #ddd}.warning{color:#8a5300}"
    return (
        f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>{html.escape(report.name)}</title><style>{style}</style>'
        f"<h1>{html.escape(report.name)}</h1>{as_svg(report)}<table>{''.join(rows)}</table></html>\n"
    )


def write(report: Report, path: Path) -> None:
    """Write the report as the name's ending says."""
    path.write_text(WRITERS[path.suffix](report), encoding="utf-8")


WRITERS: dict[str, Callable[[Report], str]] = {".csv": as_csv, ".svg": as_svg, ".html": as_html}


def _shown(report: Report) -> list[Drawn]:
    """Choose what to draw: all, or of too many those of the communities that something is wrong in."""
    if len(report.drawn) <= DRAWN_MOST:
        return list(report.drawn)
    numbers = {one.feature for one in report.faults} - {0}
    homes = {one.community for one in report.drawn if one.feature in numbers} | {one.other for one in report.faults}
    return [one for one in report.drawn if one.community in homes][:DRAWN_MOST]
