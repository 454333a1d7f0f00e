"""How likely two reports mean the same matter: by words, place, kind and time, each as a share of one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import log

from services.grid.domain.ground import distance
from services.grid.domain.ground.place import Position

LENGTHS = (2, 3)  # characters of the grams by which words are compared
MOST_SIGNS = 400
# reports imagined beside those compared: of two alone, what both say would pass for what everybody says
BESIDE = 10
NEAR = "voice.near_metres"  # setting
LATELY = timedelta(days=60)
CLOSED_LATELY = timedelta(days=15)
# what each says of a pair; measured on messages grouped by hand, words alone tell most
WORDS, PLACE, KIND, TIME = 0.65, 0.2, 0.1, 0.05
LEAST, LEAST_WORDS = 0.35, 0.05
MOST = 5
REASONS = ("words", "place", "kind", "time")


@dataclass(frozen=True, slots=True)
class Told:
    """What is compared of a report. area, grid: codes, grid None where borders are not drawn. at: aware UTC."""

    id: str
    words: str
    case_type: str | None
    area: str
    grid: str | None
    position: Position | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Like:
    """One likely same matter. score: 0..1. parts: what words, place, kind and time say, each 0..1. metres: None unknown."""

    id: str
    score: float
    parts: dict[str, float]
    metres: float | None

    @property
    def reasons(self) -> tuple[str, ...]:
        """What speaks for it, of REASONS."""
        return tuple(name for name in REASONS if self.parts[name] >= 0.3)


def grams(words: str) -> frozenset[str]:
    """Give the runs of characters by which words are compared; width, case and punctuation make no difference."""
    plain = unicodedata.normalize("NFKC", words[:MOST_SIGNS]).lower()
    signs = "".join(sign for sign in plain if sign.isalnum())
    return frozenset(signs[at : at + length] for length in LENGTHS for at in range(len(signs) - length + 1))


def likely(
    mine: Told, others: Sequence[Told], *, near: float, least: float = LEAST, most: int = MOST
) -> tuple[Like, ...]:
    """Give the most likely same matters among a bounded choice, the likeliest first, then the earliest known by id.

    near: metres from which on two places have nothing in common.

    Rule GR-170, domain 1.8 and 3.5: suggested by kind, place, time and words; a person decides.
    """
    known = {one.id: grams(one.words) for one in others}
    weight = rarity([grams(mine.words), *known.values()])
    asked = grams(mine.words)
    found = [_like(mine, one, overlap(asked, known[one.id], weight), near) for one in others if one.id != mine.id]
    found = [one for one in found if one.parts["words"] >= LEAST_WORDS and one.score >= least]
    return tuple(sorted(found, key=lambda one: (-one.score, one.id))[:most])


def rarity(sets: Iterable[frozenset[str]]) -> dict[str, float]:
    """Give the weight of each gram: what stands in every report says nothing."""
    counts: dict[str, int] = {}
    total = 0
    for one in sets:
        total += 1
        for gram in one:
            counts[gram] = counts.get(gram, 0) + 1
    return {gram: log((total + BESIDE + 1) / (count + 0.5)) for gram, count in counts.items()}


def overlap(a: frozenset[str], b: frozenset[str], weight: dict[str, float]) -> float:
    """Give the share of the shorter words that stands in both, tempered by that of all, 0..1."""
    shared = sum(weight[gram] for gram in a & b)
    one, other = sum(weight[gram] for gram in a), sum(weight[gram] for gram in b)
    if not shared:
        return 0.0
    inside, of_all = shared / min(one, other), shared / (one + other - shared)
    return min(1.0, (inside + of_all) / 2)


def _like(mine: Told, one: Told, words: float, near: float) -> Like:
    metres = distance.metres(mine.position, one.position) if mine.position and one.position else None
    parts = {
        "words": words,
        "place": _place(mine, one, metres, near),
        "kind": float(mine.case_type is not None and mine.case_type == one.case_type),
        "time": max(0.0, 1 - abs(mine.at - one.at) / LATELY),
    }
    score = WORDS * words + PLACE * parts["place"] + KIND * parts["kind"] + TIME * parts["time"]
    return Like(one.id, round(score, 4), parts, metres)


def _place(mine: Told, one: Told, metres: float | None, near: float) -> float:
    """Say how near two places are: by points where both have one, else by grid, else by area."""
    if metres is not None:
        return max(0.0, 1 - metres / near)
    if mine.grid is not None and mine.grid == one.grid:
        return 0.7
    return 0.4 if mine.area == one.area else 0.0


BANDS = ((200.0, "within_200"), (500.0, "within_500"))
FARTHER, UNKNOWN = "farther", "unknown"
DISTANCES = (*(name for _, name in BANDS), FARTHER, UNKNOWN)


def shown(one: Told) -> Told:
    """Give what may be compared before a stranger: in the middle of its square, wherever in it it lies.

    Whoever may ask from any point as often as they like would else measure out a door, by bands or by what is suggested.

    Rule GR-171, domain 8.1.
    """
    return replace(one, position=distance.coarse(one.position) if one.position else None)


def band(metres: float | None) -> str:
    """Give how far something is as a band.

    Rule GR-171, domain 8.1: what a stranger is shown leads to no person.
    """
    if metres is None:
        return UNKNOWN
    return next((name for most, name in BANDS if metres <= most), FARTHER)
