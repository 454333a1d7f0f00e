"""One thing a district may choose for itself, with the default that is safe and the bounds the law leaves."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kernel.errors import Invalid
from services.grid.domain.setting.kind import KINDS, Kind, Words

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting; values are text as its kind reads it, '' = none.

    key: '<room>.<what>'. kind: one of KINDS. default: what holds where nobody chose; by_kind: of each kind of grid, for a
    setting that each of them has for itself. least, most: bounds, both allowed. choices: what a choice may be; of weights,
    the parts that are weighed, each once. per_area: a narrower area may choose for itself, else one value holds in the whole
    district. at_once: holds from the day it is chosen, never from a later one. below: key of the setting it must not exceed.
    words: zh, en. source: of default and bounds.
    """

    key: str
    kind: str
    default: str
    words: Words
    source: str
    least: str = ""
    most: str = ""
    choices: tuple[str, ...] = ()
    by_kind: Mapping[str, str] = field(default_factory=dict)
    per_area: bool = False
    at_once: bool = False
    below: str = ""

    @property
    def form(self) -> Kind:
        """Give how its values are read."""
        return KINDS[self.kind]

    @property
    def grid_kinds(self) -> tuple[str, ...]:
        """Give the kinds of grids it is chosen for, ('',) for one that is not chosen by kind."""
        return tuple(self.by_kind) or ("",)

    def usual(self, grid_kind: str = "") -> str:
        """Give the default as text."""
        return self.by_kind[grid_kind] if self.by_kind else self.default

    def read(self, text: str) -> Any:
        """Give what a value means; None for '', () where words are chosen.

        :raises ValueError: when it means nothing
        """
        if not text:
            return () if self.kind == "choices" else None
        return self.form.read(text)

    def allows(self, text: str) -> bool:
        """Tell whether a value can be read and lies within the bounds."""
        try:
            check(self, text)
        except Invalid:
            return False
        return True


def check(setting: Setting, text: str) -> None:
    """Refuse a value the setting cannot have.

    Rule GR-100, architecture 4: what the law leaves open is a choice within bounds that the code keeps, with a safe default.

    Rule GR-101, domain 5.5 and 9.6: a limit in people's favour may be shortened, never lengthened; its bound is the limit.

    Rule GR-106, domain 3.7: weights name every part that is weighed and make a hundred.

    :raises Invalid: grid.setting_unreadable, grid.setting_not_a_hundred, grid.setting_out_of_bounds
    """
    try:
        value = setting.read(text)
    except ValueError as error:
        raise Invalid("grid.setting_unreadable", pointer="/value", key=setting.key, kind=setting.kind) from error
    if text and setting.kind == "weights":
        _a_hundred(setting, value)
    elif text and not _within(setting, value):
        least, most = bounds(setting)
        raise Invalid("grid.setting_out_of_bounds", pointer="/value", key=setting.key, least=least, most=most)


def _a_hundred(setting: Setting, weights: Mapping[str, int]) -> None:
    if set(weights) != set(setting.choices) or sum(weights.values()) != HUNDRED:
        raise Invalid("grid.setting_not_a_hundred", pointer="/value", key=setting.key, parts=list(setting.choices))


def bounds(setting: Setting) -> Words:
    """Give least and most as text; of a choice, its first and its last."""
    return (setting.choices[0], setting.choices[-1]) if setting.choices else (setting.least, setting.most)


def _within(setting: Setting, value: Any) -> bool:
    if setting.kind == "flag":
        return True
    if not setting.form.ranged:
        return set(value if isinstance(value, tuple) else (value,)) <= set(setting.choices)
    return bool(setting.read(setting.least) <= value <= setting.read(setting.most))
