"""The words by which the window suggests: a table that people wrote and can read, with a version."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kernel.obligation import Limit
from services.petition.domain.window.kind import ANSWER, KINDS, SERVICE_ITEM
from services.petition.domain.window.periods import LIMITS

WEIGHTS = (0.05, 0.95)
BECAUSE = ("", "office")


@dataclass(frozen=True, slots=True)
class Entry:
    """What speaks for one thing. code: of a case type, a kind of dispute, a service item or an answer, None for the kind as such.

    words: in the language of the text. weight: how much one of them says, 0.05..0.95. unit, mode: of a service item.
    said: its name, an answer's words, by language. beside: the words count where one of these stands in the text too, () for
    always. unless: they do not count where one of these stands. over: kinds that are not suggested where they count.
    because: what is told besides the words, one of BECAUSE, '' for nothing.
    """

    kind: str
    code: str | None
    words: tuple[str, ...]
    weight: float
    unit: str | None = None
    mode: str | None = None
    name: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    beside: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    over: frozenset[str] = frozenset()
    because: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries. version: as the file says. danger: words of an emergency. limits: how long the window may take."""

    version: str
    entries: tuple[Entry, ...]
    danger: tuple[str, ...]
    limits: Mapping[str, Limit]

    def of(self, kind: str, code: str | None) -> Entry | None:
        """Give the entry of a code, or None."""
        return next((one for one in self.entries if (one.kind, one.code) == (kind, code)), None)


def read(table: Mapping[str, Any]) -> Lexicon:
    """Read the table of a file.

    Rule GR-426, local design: words stand in one reviewed file with a version; nothing is learned from people's texts.

    :raises ValueError: for a kind, a weight or a limit that there is not, so that a process stops at its start
    """
    entries = tuple(_entry(one) for one in table.get("entry", ()))
    limits = {name: Limit(one["amount"], one["unit"]) for name, one in table.get("limit", {}).items()}
    if unknown := limits.keys() - LIMITS.keys():
        raise ValueError(f"no such limit: {sorted(unknown)}")
    return Lexicon(str(table["version"]), entries, tuple(map(str.lower, table.get("danger", ()))), {**LIMITS, **limits})


def _entry(row: Mapping[str, Any]) -> Entry:
    kind, weight = row["kind"], float(row.get("weight", 0.6))
    if kind not in KINDS or not WEIGHTS[0] <= weight <= WEIGHTS[1]:
        raise ValueError(f"no such entry: {row}")
    texts = {name: {at: row[f"{name}_{at}"] for at in ("zh", "en") if f"{name}_{at}" in row} for name in ("name", "said")}
    if (kind == ANSWER and len(texts["said"]) < 2) or (kind == SERVICE_ITEM and not row.get("mode")):
        raise ValueError(f"an answer has words in both languages, a service item its mode: {row}")
    if set(row.get("over", ())) - set(KINDS) or row.get("because", "") not in BECAUSE:
        raise ValueError(f"no such entry: {row}")
    words, beside, unless = (_words(row.get(name, ())) for name in ("words", "beside", "unless"))
    return Entry(
        kind, row.get("code"), words, weight, row.get("unit"), row.get("mode"), texts["name"], texts["said"],
        beside=beside, unless=unless, over=frozenset(row.get("over", ())), because=row.get("because", ""),
    )  # fmt: skip


def _words(listed: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.lower() for word in listed))
