"""Whom a question of evaluation is about, within what the one who asks reaches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kernel.call import Actor
from kernel.rows import Reader
from kernel.scope import NOTHING, Scope
from services.grid.domain.evaluation import cut as rule
from services.grid.domain.evaluation.cut import ALL, Cut, narrowed
from services.grid.domain.ground.territory import Territory
from services.grid.store.evaluation import ended
from services.grid.store.evaluation.ended import Ended

NAMED = (rule.UNIT, rule.POST, rule.CASE_TYPE)


@dataclass(frozen=True)
class Asking:
    """One question. area, by: as asked. given: unit, post and case_type it is narrowed to, ALL where it is not."""

    db: Reader
    ground: Territory
    actor: Actor
    scope: Scope
    area: str | None
    by: str
    given: Mapping[str, str]

    @cached_property
    def within(self) -> tuple[str, ...]:
        """The prefixes of areas it is about; of a post's figures the community it lies in, under which they are kept."""
        found, post = narrowed(self.area, self.scope), self.given[rule.POST]
        if post == ALL:
            return found
        known = self.ground.grids.get(post)
        community = known.community if known else ended.community(self.db, post)
        return (community,) if community and found and community.startswith(found) else ()

    @property
    def above(self) -> str:
        """The area whose parts are asked for one by one."""
        return self.area or self.actor.area or self.ground.ground.district

    @property
    def total(self) -> Cut:
        """All of it together."""
        return Cut("", self.within, **self.given)

    def subjects(self) -> dict[str, Cut]:
        """Give what is asked one by one: only what the one who asks reaches."""
        return {one.subject: one for one in SUBJECTS[self.by](self) if one.within}

    def name(self, subject: str, language: str) -> str | None:
        """Give what a subject is called, None for one that is not known."""
        return NAMES[self.by](self.ground, subject, language) or (self.gone[subject].name if subject in self.gone else None)

    @cached_property
    def gone(self) -> dict[str, Ended]:
        """The subjects that are no more, by code: what was done in them is still counted in all together."""
        known = {**self.ground.areas, **self.ground.grids}
        return {one.code: one for one in GONE.get(self.by, _none)(self) if one.code not in known}


def asking(db: Reader, ground: Territory, actor: Actor, scope: Scope, order: Mapping[str, Any]) -> Asking:
    """Read a question; who acts for a unit is asked about that unit alone.

    :raises Invalid: grid.evaluation_too_narrow
    :raises Denied: grid.evaluation_of_posts
    """
    by = order.get("by", "")
    given = {name: order.get(name) for name in NAMED}
    if scope.unit is not None:
        scope = scope if given[rule.UNIT] in (None, scope.unit) else NOTHING
        given[rule.UNIT] = given[rule.UNIT] or scope.unit
    one_by_one = {by: ALL} if by in NAMED and given[by] is None else {}
    if by == rule.POST or given[rule.POST]:
        rule.of_posts(actor.role)
    rule.single({**{name: ALL if value is not None else None for name, value in given.items()}, **one_by_one})
    whole = {name: ALL if value is None else value for name, value in given.items()}
    return Asking(db, ground, actor, scope, order["area"], by, whole)


def _areas(asked: Asking) -> list[Cut]:
    found = [one.code for one in asked.ground.areas_under(asked.above)]
    return [Cut(code, narrowed(code, asked.scope), **asked.given) for code in (*found, *asked.gone)]


def _units(asked: Asking) -> list[Cut]:
    unit = asked.given[rule.UNIT]
    return [Cut(one, asked.within, unit=one) for one in ([unit] if unit != ALL else asked.ground.units)]


def _posts(asked: Asking) -> list[Cut]:
    within = asked.within
    found = {one.code: one.community for one in asked.ground.grids.values() if within and one.community.startswith(within)}
    found |= {one.code: one.area for one in asked.gone.values()}
    return [Cut(code, (community,), post=code) for code, community in found.items()]


def _kinds(asked: Asking) -> list[Cut]:
    kind = asked.given[rule.CASE_TYPE]
    return [Cut(one, asked.within, case_type=one) for one in ([kind] if kind != ALL else asked.ground.case_types)]


def _place_name(ground: Territory, subject: str, language: str) -> str | None:
    return ground.named(subject)


def _unit_name(ground: Territory, subject: str, language: str) -> str | None:
    unit = ground.units.get(subject)
    return unit.called(language) if unit else None


def _kind_name(ground: Territory, subject: str, language: str) -> str | None:
    kind = ground.case_types.get(subject)
    return kind.name(language) if kind else None


def _none(asked: Asking) -> list[Ended]:
    return []


GONE: Mapping[str, Callable[[Asking], list[Ended]]] = {
    rule.AREA: lambda asked: ended.areas(asked.db, asked.above),
    rule.POST: lambda asked: ended.grids(asked.db, asked.within),
}
SUBJECTS: Mapping[str, Callable[[Asking], list[Cut]]] = {
    rule.AREA: _areas, rule.UNIT: _units, rule.POST: _posts, rule.CASE_TYPE: _kinds,
}  # fmt: skip
NAMES: Mapping[str, Callable[[Territory, str, str], str | None]] = {
    rule.AREA: _place_name, rule.UNIT: _unit_name, rule.POST: _place_name, rule.CASE_TYPE: _kind_name,
}  # fmt: skip
