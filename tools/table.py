"""Files of tables taken apart into lines of cells, a few at a time, however large they are."""
from __future__ import annotations

import codecs
import csv
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MB = 1024 * 1024
LARGEST = 128 * MB
# what an .xlsx may hold when it is unpacked: a small file can be made to fill any memory
UNPACKED = 1024 * MB
CHUNK = MB
LONGEST_LINE = MB
SEPARATORS = ",;\t"
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
PACKED = b"PK\x03\x04"
FORMER = b"\xd0\xcf\x11\xe0"
EXACT = 10**15  # a spreadsheet keeps fifteen digits of a number; a longer code has lost its end

Line = list[str]


class Unreadable(Exception):
    """A file that is no table. row: the line it was found at, 0 = the file as a whole."""

    def __init__(self, problem: str, row: int = 0) -> None:
        super().__init__(problem)
        self.row = row


def lines(path: Path) -> Iterator[tuple[int, Line]]:
    """Give each line of a table that is not empty, with its number from 1, header first.

    :raises Unreadable: when the file is absent, empty, too large, or neither CSV nor .xlsx
    """
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable(f"is larger than {LARGEST // MB} MB")
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise Unreadable(error.strerror or str(error)) from error
    if start == FORMER:
        raise Unreadable("is a workbook of an old kind (.xls); save it as .xlsx")
    found = (_sheet if start == PACKED else _csv)(path)
    first = next(found, None)
    if first is None:
        raise Unreadable("is empty")
    yield first
    yield from found


def _csv(path: Path) -> Iterator[tuple[int, Line]]:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        separator = _separator(file.readline(LONGEST_LINE))
        file.seek(0)
        reader = csv.reader(file, delimiter=separator, strict=True)
        try:
            for line in reader:
                if any(cell.strip() for cell in line):
                    yield reader.line_num, line
        except csv.Error as error:
            raise Unreadable(f"not CSV: {error}", reader.line_num) from error


def _separator(header: str) -> str:
    """Give the one of SEPARATORS that the header has most of; a comma when it has none."""
    return max(SEPARATORS, key=header.count)


def _encoding(path: Path) -> str:
    """Find how the text is written, by its mark or by what decodes all of it.

    :raises Unreadable: when nothing does
    """
    with path.open("rb") as file:
        start = file.read(4)
    for mark, encoding in MARKS:
        if start.startswith(mark) and _decodes(path, encoding):
            return encoding
    # GB18030 takes almost any bytes, so UTF-8, which takes few, is asked first
    found = next((encoding for encoding in ("utf-8", "gb18030") if _decodes(path, encoding)), None)
    if found is None:
        raise Unreadable("is neither UTF-8 nor GB18030; save it as 'CSV UTF-8'")
    return found


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(CHUNK):
                if "\0" in decoder.decode(chunk):
                    return False
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _sheet(path: Path) -> Iterator[tuple[int, Line]]:
    """Give the lines of the first sheet of an .xlsx, read as a stream."""
    with path.open("rb") as file:  # opened here: the library judges a path by its ending
        try:
            with zipfile.ZipFile(file) as packed:
                if sum(part.file_size for part in packed.infolist()) > UNPACKED:
                    raise Unreadable(f"is larger than {UNPACKED // MB} MB when unpacked")
            book = load_workbook(file, read_only=True, data_only=True)
        except (zipfile.BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as error:
            raise Unreadable("is no .xlsx workbook that can be read") from error
        for number, line in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
            cells = [_cell(value) for value in line]
            while cells and not cells[-1]:  # Excel keeps formatted, empty cells at the end
                cells.pop()
            if cells:
                yield number, cells


def _cell(value: Any) -> str:
    """Give a cell as it would stand in a CSV file: codes that Excel took for numbers, and dates without their midnight."""
    return CELLS.get(type(value).__name__, str)(value)


CELLS: dict[str, Callable[[Any], str]] = {
    "NoneType": lambda value: "",
    "float": lambda value: str(int(value)) if value.is_integer() and abs(value) < EXACT else str(value),
    "datetime": lambda value: value.date().isoformat(),
    "date": lambda value: value.isoformat(),
    "str": lambda value: value.strip(),
}
