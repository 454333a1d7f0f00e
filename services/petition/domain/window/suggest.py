"""What an intake may be: read off a table of words, the same every time, with what spoke for it."""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from services.petition.domain.window.kind import INCIDENT, SERVICE_ITEM
from services.petition.domain.window.lexicon import Entry, Lexicon

MOST = 5
PLACED = 0.15  # what a place adds to a matter of the grid: most have one, petitions seldom do
BESIDE_TOLD = 2  # of words without which others would not count: enough to say why
NAMED = 0.8  # a case type called by its full name
LATIN = re.compile(r"[a-z0-9]")


@dataclass(frozen=True, slots=True)
class CaseType:
    """A kind of matter, as the grid service lists it. unit: who answers for it."""

    code: str
    name_zh: str
    name_en: str
    unit: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing an intake may be. score: 0..1, two digits. words: of the table, found in the text. rules: codes besides."""

    kind: str
    code: str | None
    unit: str | None
    mode: str | None
    score: float
    words: tuple[str, ...]
    rules: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        """Give it as it is kept: nothing of the text but words that stand in the table anyway."""
        reasons = [{"rule": "word", "word": word} for word in self.words] + [{"rule": rule} for rule in self.rules]
        plain = {name: getattr(self, name) for name in ("kind", "code", "unit", "mode", "score")}
        return plain | {"reasons": reasons}


def suggest(text: str, lexicon: Lexicon, types: Sequence[CaseType], *, placed: bool) -> list[Suggestion]:
    """Give what a text may be, the likeliest first, at most five; none is as good an answer as any: a person reads it.

    placed: a point or an address was given. A score says how much of the table speaks for it, and is no probability.

    Rule GR-426, local design: a pure function of the text, the place and a table; nothing of the person goes in, nothing
    is learned. 《个人信息保护法》 art. 24: so that it can be explained. Rule GR-485, 《信访工作条例》 art. 17 and local design:
    what is said of an office, of somebody who works there or of what it has decided is never offered as a matter for the
    grid or for mediation, where the one accused might deal with it; what a street has beside a home is no quarrel.
    """
    said = text.lower()
    entries = [entry for entry in _entries(lexicon, types) if _counts(entry, said)]
    over = frozenset().union(*(entry.over for entry in entries))
    found = [one for entry in entries if (one := _weighed(entry, said, types, placed=placed)) and one.kind not in over]
    # of one kind and code the better; equal ones in the order of the table, so that the same text gives the same list
    best: dict[tuple[str, str | None], Suggestion] = {}
    for one in sorted(found, key=lambda one: -one.score):
        best.setdefault((one.kind, one.code), one)
    return list(best.values())[:MOST]


def dangerous(text: str, lexicon: Lexicon) -> bool:
    """Tell whether a text speaks of danger: then the person is told to call 110, 119 or 120 and not to wait here.

    Rule GR-424, domain 4.1: emergencies are for 110, 119, 120, 122.
    """
    return any(_stands(word, text.lower()) for word in lexicon.danger)


def _entries(lexicon: Lexicon, types: Iterable[CaseType]) -> Iterator[Entry]:
    known = {one.code for one in types}
    # a deployment with other case types keeps the words of those it has
    yield from (one for one in lexicon.entries if one.kind != INCIDENT or one.code is None or not known or one.code in known)
    for one in types:
        yield Entry(INCIDENT, one.code, (one.name_zh.lower(), one.name_en.lower()), NAMED)


def _counts(entry: Entry, text: str) -> bool:
    """Tell whether an entry says anything about a text."""
    beside = not entry.beside or _found(entry.beside, text)
    return bool(_found(entry.words, text) and beside and not _found(entry.unless, text))


def _found(words: Iterable[str], text: str) -> tuple[str, ...]:
    """Give those words that stand in a text, without those that are part of another of them."""
    found = tuple(word for word in words if word and _stands(word, text))
    return tuple(one for one in found if not any(one != other and one in other for other in found))


def _weighed(entry: Entry, text: str, types: Sequence[CaseType], *, placed: bool) -> Suggestion:
    words, beside = _found(entry.words, text), _found(entry.beside, text)[:BESIDE_TOLD]
    bonus = placed and entry.kind == INCIDENT
    doubt = (1 - entry.weight) ** len(words) * ((1 - PLACED) if bonus else 1)
    unit = next((one.unit for one in types if one.code == entry.code), None) if entry.kind == INCIDENT else entry.unit
    mode = entry.mode if entry.kind == SERVICE_ITEM else None
    rules = tuple(filter(None, ("place" if bonus else "", entry.because)))
    told = tuple(dict.fromkeys((*words, *beside)))
    return Suggestion(entry.kind, entry.code, unit, mode, round(1 - doubt, 2), told, rules)


def _stands(word: str, text: str) -> bool:
    """Tell whether a word stands in a text; one in Latin letters only as a whole word or its beginning."""
    if word not in text or not LATIN.match(word):
        return word in text
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}", text) is not None
