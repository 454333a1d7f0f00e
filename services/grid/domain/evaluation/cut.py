"""What a figure is of: a part of the ground, and at most one of a unit, a post or a kind of matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kernel.errors import Denied, Invalid
from kernel.scope import Scope, subtree

ALL = "*"
DIGITS = (6, 9, 12)  # of an area's code: district, street, community
AREA, UNIT, POST, CASE_TYPE = BY = ("area", "unit", "post", "case_type")


@dataclass(frozen=True, slots=True)
class Cut:
    """One subject of evaluation. within: prefixes of area codes, none of them within another."""

    subject: str
    within: tuple[str, ...]
    unit: str = ALL
    post: str = ALL
    case_type: str = ALL

    def cells(self, districts: Iterable[str]) -> list[str]:
        """Give the prefixes under which figures are kept. districts: first six digits of all districts there are."""
        known = sorted(set(districts))
        return sorted({cell for prefix in self.within for cell in _cells(prefix, known)})

    def kept(self, cell: str) -> bool:
        """Say whether figures of a cell are kept; those of a community by unit or by kind are counted when asked for.

        Every matter would write its own there, and each has only few: keeping them would cost more than all acts do.
        """
        return len(cell) < DIGITS[-1] or self.unit == self.case_type == ALL


def _cells(prefix: str, districts: list[str]) -> list[str]:
    if len(prefix) < DIGITS[0]:
        return [one for one in districts if one.startswith(prefix)]
    return [prefix] if len(prefix) in DIGITS else []


def narrowed(area: str | None, scope: Scope) -> tuple[str, ...]:
    """Give the prefixes that lie in an area and in a scope, none of them within another, so that nothing counts twice.

    area: 12 digits, None for all. Rule GR-194, domain 8.1: nobody is shown figures of what they do not reach.
    """
    if scope.nothing or scope.party is not None:
        return ()
    asked = subtree(area) if area else ""
    roots = (scope.area or "", *scope.also) if scope.area is not None else ("",)
    found = {max(asked, root, key=len) for root in roots if asked.startswith(root) or root.startswith(asked)}
    return tuple(sorted(one for one in found if not any(one != other and one.startswith(other) for other in found)))


def single(given: Mapping[str, str | None]) -> None:
    """Refuse a question about more than one of unit, post and kind: figures are kept for one at a time.

    :raises Invalid: grid.evaluation_too_narrow
    """
    named = [name for name in (UNIT, POST, CASE_TYPE) if given.get(name)]
    if len(named) > 1:
        raise Invalid("grid.evaluation_too_narrow", pointer=f"/{named[-1]}", given=named)


def of_posts(role: str) -> None:
    """Let only the leader see figures of posts.

    Rule GR-195, domain 8.1: a post is a grid and not a person, yet who stands on it is known; its figures are for the one who
    leads it and for nobody else.

    :raises Denied: grid.evaluation_of_posts
    """
    if role != "leader":
        raise Denied("grid.evaluation_of_posts", roles=["leader"])
