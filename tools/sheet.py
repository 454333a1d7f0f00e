"""Tables that people keep, read row by row; every fault is kept with its file, row and column.

CSV as UTF-8 (with or without mark), UTF-16 with mark or GB18030, separated by commas, semicolons or tabs; and .xlsx.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kernel.errors import Failure
from services.gateway.words.catalogue import say
from tools.cell import Cell
from tools.table import LARGEST, Line, Unreadable, lines

__all__ = ["LARGEST", "Fault", "Faulty", "Row", "content", "known", "once", "read", "said", "stream", "understand"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong. row: line of a CSV file or number of a GeoJSON feature, from 1; 0 = the file as a whole."""

    file: str
    row: int
    column: str
    problem: str

    def __str__(self) -> str:
        where = ", ".join(filter(None, (self.file, f"row {self.row}" if self.row else "", self.column)))
        return f"{where}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Row:
    """One row that reads well, with its place. values: column -> what its cell means."""

    file: str
    number: int
    values: dict[str, Any]

    def fault(self, column: str, problem: str) -> Fault:
        """Give a fault of this row."""
        return Fault(self.file, self.number, column, problem)


class Faulty(Exception):
    """Files that cannot be loaded; `faults` holds each fault."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(map(str, self.faults)))


def read(path: Path, cells: Mapping[str, Cell], faults: list[Fault]) -> list[Row]:
    """Read a table (header first) whole and add what is wrong to `faults`.

    cells: column -> how its cell is read; these columns and no others must be there, in any order.
    """
    return list(stream(path, cells, faults))


def stream(path: Path, cells: Mapping[str, Cell], faults: list[Fault]) -> Iterator[Row]:
    """Read a table row by row, keeping none in memory; otherwise as `read`."""
    found = 0
    try:
        for header, number, line in _named(path, cells, faults):
            found += 1
            cut = {column: line[at] if at < len(line) else "" for at, column in enumerate(header)}
            more: dict[Any, Any] = {None: line[len(header) :]} if len(line) > len(header) else {}
            if row := understand(path.name, number, {**cut, **more}, cells, faults):
                yield row
    except Unreadable as problem:
        faults.append(Fault(path.name, problem.row, "", str(problem)))
        return
    if not found and not any(fault.file == path.name and fault.row <= 1 for fault in faults):
        faults.append(Fault(path.name, 0, "", "holds no rows"))


def _named(path: Path, cells: Mapping[str, Cell], faults: list[Fault]) -> Iterator[tuple[list[str], int, Line]]:
    """Give each line after the header with the header and its number; none when the header is not as it must be."""
    rows = lines(path)
    header = [cell.strip() for cell in next(rows, (1, []))[1]]
    if _headed(path, header, cells, faults):
        for number, line in rows:
            yield header, number, line


def _headed(path: Path, header: Iterable[str], cells: Mapping[str, Cell], faults: list[Fault]) -> bool:
    named, before = list(header), len(faults)
    faults += [Fault(path.name, 1, column, "column is missing") for column in cells if column not in named]
    faults += [Fault(path.name, 1, column or "", "column is not known") for column in named if column not in cells]
    faults += [Fault(path.name, 1, column, "column stands twice") for column in cells if named.count(column) > 1]
    return len(faults) == before


def header_of(path: Path) -> list[str]:
    """Give the columns of a table, [] when it cannot be read: whoever reads it on says why."""
    try:
        return [cell.strip() for cell in next(lines(path), (1, []))[1]]
    except Unreadable:
        return []


def content(path: Path, faults: list[Fault]) -> str:
    """Give a UTF-8 file's text whole, '' with a fault when it is absent, empty, too large or not UTF-8."""
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(f"is larger than {LARGEST // 1024 // 1024} MB")
        text = path.read_bytes().decode("utf-8-sig")
        if not text.strip():
            raise ValueError("is empty")
    except UnicodeDecodeError:
        faults.append(Fault(path.name, 0, "", "is not UTF-8; save it as 'CSV UTF-8'"))
    except (OSError, ValueError) as error:
        faults.append(Fault(path.name, 0, "", getattr(error, "strerror", None) or str(error)))
    else:
        return text
    return ""


def understand(
    file: str, number: int, line: Mapping[Any, Any], cells: Mapping[str, Cell], faults: list[Fault]
) -> Row | None:
    """Read each cell of a line; None, with a fault for each cell that makes no sense, when any does not."""
    values: dict[str, Any] = {}
    before = len(faults)
    if None in line:
        faults.append(Fault(file, number, "", "has more cells than the header"))
    for column, cell in cells.items():
        try:
            values[column] = cell(str(line.get(column) or "").strip())
        except (ValueError, Failure) as error:
            faults.append(Fault(file, number, column, said(error)))
    return Row(file, number, values) if len(faults) == before else None


def said(error: Exception) -> str:
    """Say why something is refused: a failure in the words that people are given, with its code."""
    return f"{say(error.code, 'en', error.facts)[1]} ({error.code})" if isinstance(error, Failure) else str(error)


def once(rows: Iterable[Row], *columns: str) -> list[Fault]:
    """Find rows that repeat what an earlier row says in these columns."""
    seen: set[tuple[Any, ...]] = set()
    faults = []
    for row in rows:
        key = tuple(row.values[column] for column in columns)
        if key in seen:
            faults.append(row.fault(columns[0], f"stands twice: {' '.join(map(str, key))}"))
        seen.add(key)
    return faults


def known(rows: Iterable[Row], column: str, values: Iterable[Any]) -> list[Fault]:
    """Find rows that name in `column` something that is nowhere defined; None names nothing."""
    found = {*values, None}
    return [row.fault(column, f"is not known: {at}") for row in rows if (at := row.values[column]) not in found]
