"""What a rule returns: the record as it should become, and the facts to tell."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Event:
    """A fact that happened to one record.

    name: `<service>.<noun>_<past participle>`. subject: id of the record. version: the record's version after it.
    round: 1 for the first life of the record, n after the n-1st reopening.
    data: ids, codes, instants as ISO strings; never a personal field.
    """

    name: str
    subject: str
    data: dict[str, Any] = field(default_factory=dict)
    version: int = 1
    round: int = 1


@dataclass(frozen=True, slots=True)
class Decision(Generic[Record]):
    """The outcome of a rule, having touched nothing."""

    record: Record
    events: tuple[Event, ...] = ()
