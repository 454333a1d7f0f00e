"""Numbers that people read out: what they are made of, their check character, and where the next one comes from."""
from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any, Protocol

from kernel.errors import Invalid

SHAPE = re.compile(r"([A-Z]{2})([0-9]{6})-([0-9]{8})-([0-9]{5,18})([0-9X])")


@dataclass(frozen=True, slots=True)
class Number:
    """`SJ210203-20261122-000017`: kind (two capitals), origin (six digits), local date, sequence (five digits or more), check.

    on: local date, Asia/Shanghai. sequence: 1 or more; gaps are allowed.
    """

    kind: str
    origin: str
    on: date
    sequence: int

    def __str__(self) -> str:
        stem = f"{self.kind}{self.origin}-{self.on:%Y%m%d}-{self.sequence:05d}"
        return stem + check(stem)


def parse(text: str, *, kinds: tuple[str, ...] = ()) -> Number:
    """Read a number as people type it: small letters, wide letters and spaces are forgiven, a wrong digit is not.

    kinds: the kinds accepted, none given = any.

    :raises Invalid: number.malformed, number.check_wrong, number.kind_unknown
    """
    typed = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    found = SHAPE.fullmatch(typed)
    if not found:
        raise Invalid("number.malformed", pointer="/number", example=EXAMPLE)
    if check(typed[:-1]) != typed[-1]:
        raise Invalid("number.check_wrong", pointer="/number")
    kind, origin, on, sequence, _ = found.groups()
    if kinds and kind not in kinds:
        raise Invalid("number.kind_unknown", pointer="/number", kind=kind, known=list(kinds))
    return Number(kind, origin, _day(on), int(sequence))


def check(stem: str) -> str:
    """Give the check character of the digits in `stem`: finds each single wrong digit and each swap of neighbours.

    Source: ISO 7064, MOD 11-2 (the check of identity cards, GB 11643): '0'..'9' or 'X'.
    """
    rest = 0
    for digit in filter(str.isdigit, stem):
        rest = (rest + int(digit)) * 2 % 11
    return "0123456789X"[(12 - rest) % 11]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid("number.malformed", pointer="/number", example=EXAMPLE) from error


class Reader(Protocol):
    """The part of a database that numbers need."""

    def one(self, sql: str, params: Any = ...) -> tuple[Any, ...] | None:
        """Give the first row."""


class Numbers:
    """Sequence numbers of one PostgreSQL sequence, taken in blocks so that most cost no round trip.

    The sequence says the length of a block by its INCREMENT BY: each value v it gives stands for v .. v + increment - 1.
    Replicas draw different blocks, so a number is never given twice; what a process did not use by its end is a gap.
    """

    BLOCK = (
        "SELECT nextval(%(name)s::regclass), seqincrement FROM pg_sequence WHERE seqrelid = %(name)s::regclass"
    )

    def __init__(self, db: Reader, sequence: str) -> None:
        self._db = db
        self._sequence = sequence
        self._next = self._end = 0
        self._lock = Lock()

    def next(self) -> int:
        """Give a sequence number nobody else has had.

        :raises Unavailable: when a new block is due and the database does not answer
        """
        with self._lock:
            if self._next == self._end:
                self._draw()
            self._next += 1
            return self._next - 1

    def _draw(self) -> None:
        row = self._db.one(self.BLOCK, {"name": self._sequence})
        if row is None:
            raise LookupError(f"no sequence {self._sequence}")
        first, length = row
        self._next, self._end = first, first + length


EXAMPLE = str(Number("SJ", "210203", date(2026, 11, 22), 1))
