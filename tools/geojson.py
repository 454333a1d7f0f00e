"""Reads GeoJSON of any size feature by feature, in bounded memory: collections, lines of features, UTF-8 or GB18030."""
from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tools.sheet import Fault

CHUNK = 1 << 20  # characters read at once
LONGEST = 32 << 20  # characters of one feature, and of what stands beside the features
BLANK = re.compile("[ \\t\\r\\n\\x1e\\ufeff]*")
ENCODINGS = ("utf-8-sig", "gb18030")
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
DECODE = json.JSONDecoder().raw_decode


class Broken(Exception):
    """The text is no GeoJSON from here on; the words say why."""


def features(
    path: Path, faults: list[Fault], *, told: Callable[[int], None] = lambda count: None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give the features of a file with their numbers, from 1: a FeatureCollection, a Feature, or one feature a line.

    told: hears how many bytes more are read. What is wrong with the file as a whole goes to `faults`.
    """
    number = 0
    try:
        for number, feature in enumerate(_Text(path, told).features(), start=1):
            if isinstance(feature, dict) and feature.get("type") == "Feature":
                yield number, feature
            else:
                faults.append(Fault(path.name, number, "", "is no GeoJSON Feature"))
        if not number:
            faults.append(Fault(path.name, 0, "", "is no GeoJSON Feature or FeatureCollection with features"))
    except Broken as broken:
        faults.append(Fault(path.name, number + 1 if number else 0, "", str(broken)))
    except OSError as error:
        faults.append(Fault(path.name, 0, "", error.strerror or str(error)))


def encoding(path: Path) -> str:
    """Tell how a file is written.

    :raises Broken: when it is neither UTF-8 nor GB18030, or empty
    """
    with path.open("rb") as file:
        first = file.read(4)
    if not first:
        raise Broken("is empty")
    if first.startswith(UTF16):
        raise Broken("is UTF-16; save it as UTF-8")
    for name in ENCODINGS:
        if _reads(path, name):
            return name
    raise Broken("is neither UTF-8 nor GB18030")


def _reads(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        with path.open("rb") as file:
            while block := file.read(CHUNK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


class _Text:
    """The text of a file with a window that moves on as values are read."""

    def __init__(self, path: Path, told: Callable[[int], None]) -> None:
        self._file = path.open(encoding=encoding(path), newline="")
        self._told, self._size, self._read = told, path.stat().st_size, 0
        self._text, self._at, self._ended = "", 0, False

    def features(self) -> Iterator[Any]:
        """Give each feature; a collection's from within it, others as they stand one after another."""
        with self._file:
            if not self._more():
                raise Broken("is empty")
            while self._peek():
                yield from self._value()

    def _value(self) -> Iterator[Any]:
        """Give the features of one object at the top, reading it key by key, for a collection may be of any size."""
        self._take("{")
        found: dict[str, Any] = {}
        while self._peek() != "}":
            key = self._decoded()
            self._take(":")
            if key == "features" and self._peek() == "[":
                yield from self._listed()
                found[key] = True
            else:
                found[str(key)] = self._decoded()
            if self._peek() != "}":
                self._take(",")
        self._take("}")
        if found.get("type") != "FeatureCollection":
            yield found
        elif "features" not in found:
            raise Broken("is no GeoJSON: a FeatureCollection without a list of features")

    def _listed(self) -> Iterator[Any]:
        self._take("[")
        while self._peek() != "]":
            yield self._decoded()
            if self._peek() != "]":
                self._take(",")
        self._take("]")

    def _peek(self) -> str:
        """Give the next character that is no blank, '' at the end."""
        while True:
            self._at = BLANK.match(self._text, self._at).end()  # type: ignore[union-attr]  # matches nothing at least
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def _take(self, wanted: str) -> None:
        found = self._peek()
        if found != wanted:
            raise Broken(f"is no GeoJSON: '{wanted}' is missing" if found else "ends too early")
        self._at += 1

    def _decoded(self) -> Any:
        """Read one value; what does not read yet may only be cut off by the window's end."""
        self._peek()
        while True:
            try:
                value, end = DECODE(self._text, self._at)
            except ValueError as error:
                self._widen(error)
            except RecursionError:
                raise Broken("is nested too deeply") from None
            else:
                if end < len(self._text) or self._ended:
                    self._at = end
                    return value
                self._widen(None)

    def _widen(self, error: ValueError | None) -> None:
        if error and len(self._text) - self._at > LONGEST:
            raise Broken(f"is no JSON, or one value is longer than {LONGEST >> 20} million characters")
        cut = error is not None and self._cut(error)
        if not self._more(max(CHUNK, len(self._text) - self._at)) and error:
            raise Broken("ends too early" if cut else f"is no JSON: {getattr(error, 'msg', error)}")

    def _cut(self, error: ValueError) -> bool:
        """Tell whether a value fails to read only because the text ends within it."""
        if not isinstance(error, json.JSONDecodeError):
            return False
        return error.msg.startswith("Unterminated") or error.pos >= len(self._text.rstrip())

    def _more(self, size: int = CHUNK) -> bool:
        """Read on; what was used is let go."""
        block = "" if self._ended else self._file.read(size)
        self._ended = not block
        self._text, self._at = self._text[self._at :] + block, 0
        done = min(self._file.buffer.tell(), self._size)  # type: ignore[attr-defined]  # a file opened as text has one
        self._told(done - self._read)
        self._read = done
        return bool(block)
