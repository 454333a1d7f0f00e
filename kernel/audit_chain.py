"""Judges audit rows and seals read in order, without a database: which is changed, missing or reordered."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from kernel.audit import GENESIS, link
from kernel.audit_seal import ENTRY_BYTES, Seal, digest_of

Named = tuple[UUID, bytes, int | None]  # id and hash of a row, and the seal that names it; None: the waiting list

NEAR = 100  # places beyond its own at which a row that does not fit is looked for


@dataclass(frozen=True, slots=True)
class Row:
    """One audit row as stored."""

    id: UUID
    subject: str
    seq: int
    body: str
    prev: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Anchor:
    """The last row of a record that went when the audit was cut; or the last seal, with its number and digest."""

    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong.

    problem: changed, missing, reordered, unsealed (rows); seal_changed, seal_missing, seal_broken (seals).
    subject, seq, id: of the row, as far as known. no: of the seal, where one is the witness or the victim.
    """

    problem: str
    subject: str = ""
    seq: int | None = None
    id: str = ""
    no: int | None = None
    note: str = ""


class Chain:
    """Walks all rows in the order of subject and seq, then compares what seals name with what is there.

    loose: findings that a seal may still make exact, by the hash of the row that should be there.
    """

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._loose: dict[bytes, Finding] = {}
        self._bad: set[UUID] = set()
        self._last: Row | None = None
        self.anchors: dict[str, Anchor] = {}

    def walk(self, row: Row) -> None:
        """Judge the next row against the one before it."""
        before = self._last if self._last and self._last.subject == row.subject else None
        expected = before.seq + 1 if before else self._first(row)
        if link(row.prev, row.subject, row.seq, row.body) != row.hash:
            self._misfit(row)
        elif self._follows_the_cut(row, before):
            pass
        elif row.seq > expected:
            self._gap(row, expected)
        elif row.prev != (before.hash if before else GENESIS):
            self._unlinked(row, before)
        self._last = row

    def _first(self, row: Row) -> int:
        """Give where a record's rows begin: behind what was cut, unless it began anew when all of it was gone."""
        anchor = self.anchors.get(row.subject)
        return anchor.seq + 1 if anchor and row.seq > anchor.seq else 1

    def _follows_the_cut(self, row: Row, before: Row | None) -> bool:
        """Tell whether what should stand before a row went when the audit was cut, and was this row's beginning.

        Rows of one record may be sealed the other way round when clocks differ: then some before the anchor are there yet.
        """
        anchor = self.anchors.get(row.subject)
        if anchor is None or (before and before.seq > anchor.seq):
            return False
        if before is None and row.seq <= anchor.seq:
            return row.seq > 1
        return row.seq == anchor.seq + 1 and row.prev == anchor.hash

    def compare(self, named: Iterable[Named], there: Mapping[UUID, Row]) -> None:
        """Compare rows named by seals or by the waiting list with those stored."""
        for row_id, sealed, no in named:
            row = there.get(row_id)
            if row is None:
                self._settle(sealed, Finding("missing", id=str(row_id), no=no, note="named, but not there"))
            elif row.hash != sealed:
                found = Finding("changed", row.subject, row.seq, str(row_id), no, "another hash was sealed")
                self._settle(sealed, found, row_id)

    def all(self) -> list[Finding]:
        """Give every finding, those no seal could make exact as they are."""
        return [*self.findings, *self._loose.values()]

    def _misfit(self, row: Row) -> None:
        places = (seq for seq in range(1, row.seq + NEAR) if seq != row.seq)
        place = next((seq for seq in places if link(row.prev, row.subject, seq, row.body) == row.hash), None)
        problem = "reordered" if place else "changed"
        note = f"was written as row {place}" if place else "its content does not give its hash"
        self._bad.add(row.id)
        self.findings.append(Finding(problem, row.subject, row.seq, str(row.id), note=note))

    def _gap(self, row: Row, expected: int) -> None:
        if row.seq - 1 > expected:
            note = f"and all rows up to {row.seq - 2}" if row.seq - 2 > expected else ""
            self.findings.append(Finding("missing", row.subject, expected, note=note))
        self._loose[row.prev] = Finding("missing", row.subject, row.seq - 1, note="the next row was chained to it")

    def _unlinked(self, row: Row, before: Row | None) -> None:
        if before is None:
            self._bad.add(row.id)
            note = "a first row has none before"
            self.findings.append(Finding("changed", row.subject, row.seq, str(row.id), note=note))
        elif before.id not in self._bad:
            note = "the next row was chained to other content"
            self._loose[row.prev] = Finding("changed", row.subject, before.seq, str(before.id), note=note)

    def _settle(self, sealed: bytes, found: Finding, row_id: UUID | None = None) -> None:
        """Keep one finding where the rows and a seal speak of the same row."""
        loose = self._loose.pop(sealed, None)
        if loose:
            found = replace(loose, id=found.id, no=found.no)
        if row_id is None or row_id not in self._bad:
            self.findings.append(found)


class SealChain:
    """Walks all seals in the order of their numbers.

    known: digests (hex) by number, from logs kept elsewhere. start: the last seal that went when the audit was cut.
    """

    def __init__(self, known: Mapping[int, str], start: Anchor | None = None) -> None:
        self.findings: list[Finding] = []
        self.last: Seal | None = None
        self._known = known
        self._start = start or Anchor(0, GENESIS)
        if start and known.get(start.seq, start.hash.hex()) != start.hash.hex():
            self._find("seal_changed", start.seq, "another digest was logged of the seal up to which the audit was cut")

    def walk(self, seal: Seal) -> None:
        """Judge the next seal against the one before it."""
        no, prev = (self.last.no, self.last.digest) if self.last else (self._start.seq, self._start.hash)
        if digest_of(seal.prev, seal.entries) != seal.digest or len(seal.entries) % ENTRY_BYTES:
            self._find("seal_changed", seal.no, "its content does not give its digest")
        elif seal.no > no + 1:
            self._find("seal_missing", no + 1, f"none up to {seal.no - 1} is there")
        elif seal.prev != prev:
            self._find("seal_broken", seal.no, f"does not follow seal {no} as it stands")
        if self._known.get(seal.no, seal.digest.hex()) != seal.digest.hex():
            self._find("seal_changed", seal.no, "another digest was logged")
        self.last = seal

    def close(self) -> None:
        """Say which seals were logged, but are gone from the end."""
        top = self.last.no if self.last else self._start.seq
        for no in sorted(number for number in self._known if number > top):
            self._find("seal_missing", no, "was logged")

    def _find(self, problem: str, no: int, note: str) -> None:
        self.findings.append(Finding(problem, no=no, note=note))
