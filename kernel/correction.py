"""Corrections of who somebody is that reach every copy of it: the later word counts, field by field, in any order they come.

Shapes: stamps, kept beside a sealed identity = {field: ISO instant at which it was put right}; words, told by the service that
holds a copy to another that does = {field: {"value": in clear, "at": ISO instant}}.
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from kernel import clock

Stamps = Mapping[str, str]
Words = Mapping[str, Mapping[str, str]]


def stamped(fields: Iterable[str], at: datetime, known: Stamps) -> dict[str, str]:
    """Give the stamps of fields that are put right at an instant; each is later than what a copy knows."""
    return {field: clock.after(_at(known[field]) if field in known else None, at).isoformat() for field in fields}


def stamps(words: Words) -> dict[str, str]:
    """Give the stamps of words: a copy is as old as what it is a copy of."""
    return {field: word["at"] for field, word in words.items()}


def words(values: object, known: Stamps) -> dict[str, dict[str, str]]:
    """Give what was put right of an identity, in clear. values: has each field by name. known: its stamps."""
    return {field: {"value": getattr(values, field), "at": at} for field, at in known.items()}


def newer(told: Words, own: Words, fields: Iterable[str]) -> dict[str, Mapping[str, str]]:
    """Give those words that are later than a copy's own, of the fields it has; the same words again give none.

    Of two that were said at one instant it is the same one in every copy.

    Whoever puts right what this gives, under a lock of the copy, comes to the same in whatever order words are told, however
    often, and by however many processes.

    Rule GR-475, 《个人信息保护法》 art. 46: what somebody puts right is right wherever it was handed on.
    """
    return {
        field: told[field]
        for field in fields
        if field in told and (field not in own or _rank(told[field]) > _rank(own[field]))
    }


def _rank(word: Mapping[str, str]) -> tuple[datetime, str]:
    return _at(word["at"]), word["value"]


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
