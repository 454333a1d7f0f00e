"""Files that rows are written to one after the other: memory does not grow with them.

A workbook is written here instead of by a library: those keep each sheet in a second file until the end, which needs twice
the room, and take some ten times as long for a cell, of a processor that answers everybody else meanwhile. A test has one
read what is written.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from services.gateway.export.cell import Value, safe
from services.gateway.export.record import CSV, XLSX

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OPEN = "http://schemas.openxmlformats.org"
MAIN, OFFICE = f"{OPEN}/spreadsheetml/2006/main", f"{OPEN}/officeDocument/2006/relationships"
PACKAGE = f"{OPEN}/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="Linli" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
MEDIA = {CSV: "text/csv", XLSX: f"{TYPE}.sheet"}


class Sheet(Protocol):
    """A file that takes rows."""

    def add(self, rows: Iterable[Sequence[Value]]) -> None:
        """Write rows."""

    def close(self) -> None:
        """Write what belongs at the end."""


class CsvSheet:
    """Comma-separated, with the mark by which Excel knows UTF-8, and the line ends of RFC 4180.

    Each cell stands in quotes: where a semicolon or a tab separates cells, what comes behind one would begin another, and
    might be a formula.
    """

    def __init__(self, path: Path):
        self._file = path.open("x", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, quoting=csv.QUOTE_ALL)

    def add(self, rows: Iterable[Sequence[Value]]) -> None:
        """Write rows."""
        self._writer.writerows([safe(one) for one in row] for row in rows)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class XlsxSheet:
    """A workbook of one sheet. Each cell says that it is a text or a number, so that none is ever a formula."""

    def __init__(self, path: Path):
        self._zip = ZipFile(path, "x", ZIP_DEFLATED, compresslevel=1)
        for name, text in PARTS.items():
            self._zip.writestr(name, XML + text)
        self._file = io.TextIOWrapper(self._zip.open("xl/worksheets/sheet1.xml", "w", force_zip64=True), "utf-8")
        self._file.write(f'{XML}<worksheet xmlns="{MAIN}"><sheetData>')

    def add(self, rows: Iterable[Sequence[Value]]) -> None:
        """Write rows."""
        self._file.writelines(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)

    def close(self) -> None:
        """Write the end of the sheet and the list of what the file holds."""
        if not self._file.closed:
            self._file.write("</sheetData></worksheet>")
            self._file.close()
        self._zip.close()


SHEETS: Mapping[str, Callable[[Path], Sheet]] = {CSV: CsvSheet, XLSX: XlsxSheet}


def _cell(given: Value) -> str:
    if given is None:
        return "<c/>"
    if isinstance(given, str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(given)}</t></is></c>'
    return f"<c><v>{given!r}</v></c>"
