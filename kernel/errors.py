"""The five failures that may cross a boundary, chosen by what the caller should do next."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one place of the input.

    code: stable, e.g. `wire.unknown_field`. pointer: JSON pointer into the body, '' for the whole.
    """

    code: str
    pointer: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


class Failure(Exception):
    """A failure with a stable code; the words for people are looked up at the edge by code and language.

    facts: what the caller may show, JSON scalars or lists of them. pointer: JSON pointer to the field at fault.
    """

    status: ClassVar[int] = 500

    def __init__(
        self, code: str, *, pointer: str | None = None, problems: tuple[Problem, ...] = (), **facts: Any
    ) -> None:
        super().__init__(code)
        self.code = code
        self.pointer = pointer
        self.facts = facts
        self.problems = problems

    def dump(self) -> dict[str, Any]:
        """Give the failure as JSON data that `load` turns back into the same class."""
        problems = [{"code": p.code, "pointer": p.pointer, "facts": p.facts} for p in self.problems]
        return {
            "kind": type(self).__name__,
            "code": self.code,
            "pointer": self.pointer,
            "facts": self.facts,
            "problems": problems,
        }

    @staticmethod
    def load(data: dict[str, Any]) -> Failure:
        """Rebuild a failure from `dump`; an unknown kind is a defect of the sender and raises KeyError."""
        problems = tuple(Problem(**p) for p in data["problems"])
        made = KINDS[data["kind"]](data["code"], pointer=data["pointer"], problems=problems)
        made.facts = dict(data["facts"])
        return made

    def __str__(self) -> str:
        return f"{self.code} {self.facts}" if self.facts else self.code


class Invalid(Failure):
    """Fix the input."""

    status = 422


class Missing(Failure):
    """There is no such thing, or it is not yours to see."""

    status = 404


class Conflict(Failure):
    """Read again and decide."""

    status = 409


class Denied(Failure):
    """You may not."""

    status = 403


class Unavailable(Failure):
    """Try later with the same key: whether it happened is unknown."""

    status = 503


KINDS: dict[str, type[Failure]] = {c.__name__: c for c in (Invalid, Missing, Conflict, Denied, Unavailable)}
