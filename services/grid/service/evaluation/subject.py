"""Whom a question of evaluation is about, within what the one who asks reaches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kernel.call import Actor
from kernel.scope import NOTHING, Scope
from services.grid.domain.evaluation import cut as rule
from services.grid.domain.evaluation.cut import ALL, Cut, narrowed
from services.grid.domain.ground.territory import Territory

NAMED = (rule.UNIT, rule.POST, rule.CASE_TYPE)


@dataclass(frozen=True, slots=True)
class Asking:
    """One question. area, by: as asked. given: unit, post and case_type it is narrowed to, ALL where it is not."""

    ground: Territory
    actor: Actor
    scope: Scope
    area: str | None
    by: str
    given: Mapping[str, str]

    @property
    def within(self) -> tuple[str, ...]:
        """The prefixes of areas it is about."""
        return narrowed(self.area, self.scope)

    @property
    def total(self) -> Cut:
        """All of it together."""
        return Cut("", self.within, **self.given)

    def subjects(self) -> dict[str, Cut]:
        """Give what is asked one by one: only what the one who asks reaches."""
        return {one.subject: one for one in SUBJECTS[self.by](self) if one.within}

    def name(self, subject: str, language: str) -> str | None:
        """Give what a subject is called, None for one that is not known."""
        return NAMES[self.by](self.ground, subject, language)


def asking(ground: Territory, actor: Actor, scope: Scope, order: Mapping[str, Any]) -> Asking:
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
    return Asking(ground, actor, scope, order["area"], by, whole)


def _areas(asked: Asking) -> list[Cut]:
    above = asked.area or asked.actor.area or asked.ground.ground.district
    found = asked.ground.areas_under(above)
    return [Cut(one.code, narrowed(one.code, asked.scope), **asked.given) for one in found]


def _units(asked: Asking) -> list[Cut]:
    unit = asked.given[rule.UNIT]
    return [Cut(one, asked.within, unit=one) for one in ([unit] if unit != ALL else asked.ground.units)]


def _posts(asked: Asking) -> list[Cut]:
    within = asked.within
    found = (one for one in asked.ground.grids.values() if within and one.community.startswith(within))
    return [Cut(one.code, (one.community,), post=one.code) for one in found]


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


SUBJECTS: Mapping[str, Callable[[Asking], list[Cut]]] = {
    rule.AREA: _areas, rule.UNIT: _units, rule.POST: _posts, rule.CASE_TYPE: _kinds,
}  # fmt: skip
NAMES: Mapping[str, Callable[[Territory, str, str], str | None]] = {
    rule.AREA: _place_name, rule.UNIT: _unit_name, rule.POST: _place_name, rule.CASE_TYPE: _kind_name,
}  # fmt: skip
