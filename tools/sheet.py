"""Tables that people keep, read cell by cell; every fault is kept with its file, row and column."""
from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kernel.errors import Failure
from tools.cell import Cell

LARGEST = 50 * 1024 * 1024


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
    """Read a CSV file (UTF-8, with or without mark, header first) and add what is wrong to `faults`.

    cells: column -> how its cell is read; these columns and no others must be there, in any order.
    """
    text = content(path, faults)
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    if not text or not _headed(path, reader.fieldnames or (), cells, faults):
        return []
    try:
        rows = [understand(path.name, reader.line_num, line, cells, faults) for line in reader]
    except csv.Error as error:
        faults.append(Fault(path.name, reader.line_num, "", f"not CSV: {error}"))
        return []
    if not rows:
        faults.append(Fault(path.name, 0, "", "holds no rows"))
    return [row for row in rows if row]


def _headed(path: Path, header: Iterable[str], cells: Mapping[str, Cell], faults: list[Fault]) -> bool:
    named, before = list(header), len(faults)
    faults += [Fault(path.name, 1, column, "column is missing") for column in cells if column not in named]
    faults += [Fault(path.name, 1, column or "", "column is not known") for column in named if column not in cells]
    faults += [Fault(path.name, 1, column, "column stands twice") for column in cells if named.count(column) > 1]
    return len(faults) == before


def content(path: Path, faults: list[Fault]) -> str:
    """Give a file's text, '' with a fault when it is absent, empty, too large or not UTF-8."""
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
            faults.append(Fault(file, number, column, str(error)))
    return Row(file, number, values) if len(faults) == before else None


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
