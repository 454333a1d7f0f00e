"""Turn a table of sites into bodies for a campaign: `python -m tools.campaign_sites FILE.csv`, or an .xlsx file.

Columns: premises or place (one of them), unit, words, due_on. Each line of the output is `{"sites": [...]}` of at most a thousand
sites: the first goes into `POST /api/v1/campaigns`, any other to `/api/v1/campaigns/{campaign}/add-sites`. With one fault nothing
is written; the interface itself names each line that does not fit the district.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import orjson

from kernel.errors import Invalid, Problem
from kernel.wire import load
from services.grid.schemas.campaign import SITES_MOST, SiteGiven
from tools import sheet
from tools.cell import Cell, optional, text
from tools.sheet import Fault, Faulty

CELLS: dict[str, Cell] = {name: optional(text) for name in ("premises", "place", "unit", "words", "due_on")}


def bodies(path: Path) -> Iterator[dict[str, Any]]:
    """Give the sites of a table, at most a thousand together.

    :raises Faulty: with every fault, by row and column
    """
    faults: list[Fault] = []
    found = []
    for row in sheet.stream(path, CELLS, faults):
        line = {name: value for name, value in row.values.items() if value is not None}
        try:
            load(SiteGiven, line)
        except Invalid as failure:
            faults += [_fault(row, one) for one in failure.problems]
        found.append(line)
    if faults:
        raise Faulty(faults)
    return ({"sites": found[at : at + SITES_MOST]} for at in range(0, len(found), SITES_MOST))


def _fault(row: sheet.Row, problem: Problem) -> Fault:
    return row.fault(problem.pointer.removeprefix("/"), sheet.said(Invalid(problem.code, **problem.facts)))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(file: Path) -> None:
    """Write the sites of FILE as bodies of requests, one in a line."""
    try:
        for body in bodies(file):
            click.echo(orjson.dumps(body))
    except Faulty as faulty:
        for fault in faulty.faults:
            click.echo(str(fault), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
