"""Choosing the value of a setting: who may, for where, from when, and what it must agree with."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kernel.decision import Decision, Event
from kernel.errors import Denied, Invalid
from services.grid.domain.role import let
from services.grid.domain.setting.chosen import Chosen, Values
from services.grid.domain.setting.registry import SETTINGS
from services.grid.domain.setting.setting import Setting, check

ROLES: Mapping[str, frozenset[str]] = {"change_setting": frozenset({"leader"})}
CHANGED = "grid.setting_changed"
EVENTS = (CHANGED,)


@dataclass(frozen=True, slots=True)
class Doer:
    """Who chooses. role: of the account. leads_root: whether the whole district is within reach."""

    role: str
    leads_root: bool


def may(doer: Doer, area: str) -> None:
    """Let leaders choose for the ground they lead.

    Rule GR-104, architecture 3.5 and 4: for the whole district whoever leads all of it, for an area whoever leads that.

    :raises Denied: grid.role_not_allowed, grid.setting_not_yours
    """
    let(ROLES, "change_setting", doer.role)
    if not area and not doer.leads_root:
        raise Denied("grid.setting_not_yours")


def choose(new: Chosen, values: Values, *, today: date) -> Decision[Chosen]:
    """Let a choice be made.

    values: what holds on the day the choice begins, before it. today: local date.
    -> the choice, event grid.setting_changed.

    Rule GR-103, architecture 4: a choice holds from its day on and none that is over, so that what held on a past day is
    never told otherwise.

    :raises Invalid: grid.setting_not_per_area, grid.setting_kind_wrong, grid.setting_too_early, grid.setting_at_once,
        grid.setting_crossed, and as `setting.check`
    """
    setting = SETTINGS[new.key]
    fits(setting, new.area, new.grid_kind)
    check(setting, new.value)
    if new.valid_from < today:
        raise Invalid("grid.setting_too_early", pointer="/valid_from", today=today.isoformat())
    if setting.at_once and new.valid_from != today:
        raise Invalid("grid.setting_at_once", pointer="/valid_from", key=new.key)
    _in_order(setting, new, values)
    data = {"key": new.key, "area": new.area or None, "grid_kind": new.grid_kind or None, "value": new.value}
    subject = "/".join(part for part in (new.key, new.area, new.grid_kind) if part)
    return Decision(new, (Event(CHANGED, subject, {**data, "valid_from": new.valid_from.isoformat()}),))


def fits(setting: Setting, area: str, grid_kind: str) -> None:
    """Refuse a place or a kind of grid that a setting is not chosen for.

    :raises Invalid: grid.setting_not_per_area, grid.setting_kind_wrong
    """
    if area and not setting.per_area:
        raise Invalid("grid.setting_not_per_area", pointer="/area", key=setting.key)
    if grid_kind not in setting.grid_kinds:
        raise Invalid("grid.setting_kind_wrong", pointer="/grid_kind", key=setting.key, kinds=list(setting.by_kind))


def _in_order(setting: Setting, new: Chosen, values: Values) -> None:
    """Keep a least from exceeding its most, at the place that is chosen for.

    Rule GR-105, architecture 4: two settings that are the ends of one range never cross.

    :raises Invalid: grid.setting_crossed
    """
    then = values.after(new)
    for low, high in ((one.key, one.below) for one in SETTINGS.values() if one.below):
        if setting.key in (low, high):
            ends = [then.get(key, area=new.area, grid_kind=new.grid_kind) for key in (low, high)]
            if None not in ends and ends[0] > ends[1]:
                raise Invalid("grid.setting_crossed", pointer="/value", least=low, most=high)
