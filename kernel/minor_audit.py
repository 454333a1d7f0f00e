"""The yearly audit of what is kept of minors: their matters, who opened an identity and who had agreed, and what is due to go.

Rule GR-460, 《未成年人网络保护条例》 art. 37: each year; counts, offices and codes, nobody's name and nobody's account.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kernel.keep import Keep
from kernel.minor import ACT
from kernel.retention import Found, Rule, look
from kernel.rows import Reader

HANDED = "identity_opened"
APPROVED = "approve_unmasking"
AUDIT = """
SELECT subject, body::jsonb FROM audit
WHERE subject = ANY(%(records)s) AND body::jsonb ->> 'act' = ANY(%(acts)s) ORDER BY subject, seq
"""
ASKED = """
SELECT role, unit, reason, state, count(*) FROM unmasking
WHERE subject = ANY(%(subjects)s::uuid[]) AND asked_at >= %(since)s AND asked_at < %(until)s
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""


@dataclass(frozen=True, slots=True)
class Audited:
    """One kind of record with people, in SQL of the code alone.

    kind: of the record. opened: the act of the audit that says an identity was seen, '' where none can be. matters: gives
    record, subject, whether under age now, kind within the service, area, of all who are or were said to be under age.
    due: name of a rule of retention -> condition on its rows that narrows them to those of minors.
    """

    kind: str
    opened: str
    matters: str
    due: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is or was said to be under age, without who."""

    record: str
    subject: str
    minor: bool
    sort: str
    area: str


@dataclass(frozen=True, slots=True)
class Opening:
    """One seeing of an identity. role, unit: the office that saw. approver: role and unit that had agreed, None for nobody.

    known: the person was known to be under age at that time.
    """

    at: str
    record: str
    role: str
    unit: str | None
    reason: str
    approver: tuple[str, str | None] | None
    known: bool

    @property
    def wrong(self) -> bool:
        """Tell whether nobody had agreed though it was known whom it was about."""
        return self.known and self.approver is None


def people(db: Reader, audited: Audited) -> list[Person]:
    """Give all who are or were said to be under age."""
    return [Person(*row) for row in db.all(audited.matters)]


def matters(found: Iterable[Person]) -> list[tuple[str, str, int]]:
    """Count the people under age now, by kind and area."""
    counted = Counter((one.sort, one.area) for one in found if one.minor)
    return [(*key, n) for key, n in sorted(counted.items())]


def openings(db: Reader, audited: Audited, found: Iterable[Person], *, since: datetime, until: datetime) -> list[Opening]:
    """Give each seeing of their identities within a span, from the audit, in order."""
    subjects = {one.subject for one in found}
    rows = _acts(db, sorted({one.record for one in found}), [audited.opened, APPROVED, ACT])
    told = [one for row in _by_record(rows) for one in fold(row, subjects, audited.opened)]
    return sorted((one for one in told if since <= datetime.fromisoformat(one.at) < until), key=lambda one: one.at)


def fold(rows: Iterable[tuple[str, Mapping[str, Any]]], subjects: set[str], opened: str) -> list[Opening]:
    """Read the audit of one record, oldest first: who saw whom, whether it was known then, and who had agreed."""
    rows = [(record, body) for record, body in rows]
    first = {body["detail"]["subject"]: body["detail"]["minor"] for _, body in reversed(rows) if body["act"] == ACT}
    # what was said first changed what was known before; of whom nothing was said it was known from the beginning
    known = {subject: not first.get(subject, False) for subject in subjects}
    agreed: dict[str, tuple[str, str | None]] = {}
    seen = []
    for record, body in rows:
        detail = body["detail"]
        if body["act"] == ACT:
            known[detail["subject"]] = detail["minor"]
        elif body["act"] == APPROVED:
            agreed[detail["unmasking"]] = body["role"], body["unit"]
        elif detail["subject"] in subjects and body["act"] == opened:
            approver, at = agreed.get(detail["unmasking"]), body["at"]
            seen.append(Opening(at, record, body["role"], body["unit"], detail["reason"], approver, known[detail["subject"]]))
    return seen


def asked(db: Reader, found: Iterable[Person], *, since: datetime, until: datetime) -> list[tuple[Any, ...]]:
    """Count what was asked to be seen of them: role, unit, reason, state, how often."""
    return db.all(ASKED, {"subjects": [one.subject for one in found], "since": since, "until": until})


def marks(db: Reader, found: Iterable[Person], *, since: datetime, until: datetime) -> list[tuple[Any, ...]]:
    """Count what was said of them: role, unit, minor, reason ('' where another copy of the matter said so), how often."""
    rows = _acts(db, sorted({one.record for one in found}), [ACT])
    within = (body for _, body in rows if since <= datetime.fromisoformat(body["at"]) < until)
    counted = Counter(
        (body["role"], body["unit"] or "", body["detail"]["minor"], body["detail"].get("reason", "")) for body in within
    )
    return [(*key, n) for key, n in sorted(counted.items())]


def handed_on(db: Reader, found: Iterable[Person], *, since: datetime, until: datetime) -> list[tuple[str, int]]:
    """Count how often an identity was given to another service that took the matter over: for what, how often."""
    rows = _acts(db, sorted({one.record for one in found}), [HANDED])
    within = (body for _, body in rows if since <= datetime.fromisoformat(body["at"]) < until)
    return sorted(Counter(body["detail"]["for"] for body in within).items())


def due(db: Reader, audited: Audited, rules: Iterable[Rule], keeps: Mapping[str, Keep], now: datetime) -> list[Found]:
    """Tell what of theirs is past its time, by the same rules as everybody's."""
    theirs = [rule for rule in rules if rule.name in audited.due]
    return [look(db, _narrowed(rule, audited.due[rule.name]), keeps[rule.name], now) for rule in theirs]


def _narrowed(rule: Rule, theirs: str) -> Rule:
    pending = " AND ".join(filter(None, (rule.rows.pending, theirs)))
    return replace(rule, rows=replace(rule.rows, pending=pending))


def _acts(db: Reader, records: list[str], acts: list[str]) -> list[tuple[str, dict[str, Any]]]:
    return [(record, body) for record, body in db.all(AUDIT, {"records": records, "acts": acts})]


def _by_record(rows: Iterable[tuple[str, dict[str, Any]]]) -> list[list[tuple[str, dict[str, Any]]]]:
    found: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for record, body in rows:
        found.setdefault(record, []).append((record, body))
    return list(found.values())
