"""Levels of areas: a tenant's own, each with the levels it may lie under and how its codes are made."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kernel.errors import Conflict, Invalid
from services.grid.domain.ground import area


@dataclass(frozen=True, slots=True)
class Level:
    """One level. parents: levels right above which it may lie, none for the widest.

    letter: '' for a level of the twelve statistical digits, of which `digits` lead; else a code is its parent's, the letter
    and `digits` digits. households_least, households_most: outside of these a community and its like are named in the size
    report; None = no limit.
    """

    level: str
    name_zh: str
    name_en: str
    parents: tuple[str, ...]
    letter: str
    digits: int
    households_least: int | None = None
    households_most: int | None = None

    def called(self, language: str) -> str:
        """Give its name in 'zh' or 'en'."""
        return self.name_en if language == "en" else self.name_zh


# what a tenant has who names no levels
STATISTICAL = (
    Level("province", "省", "province", (), "", 2),
    Level("city", "市", "city", ("province",), "", 4),
    Level("district", "区县", "district", ("city",), "", 6),
    Level("street", "街道（乡镇）", "street", ("district",), "", 9),
    Level("community", "社区（村）", "community", ("street",), "", 12, 1000, 10000),
)


class Levels:
    """The levels of one tenant.

    :raises Invalid: grid.levels_faulty, facts level and reason
    """

    def __init__(self, levels: Iterable[Level]) -> None:
        self.by_name = {level.level: level for level in levels}
        self._by_letter = {level.letter: level for level in self.by_name.values() if level.letter}
        for level in self.by_name.values():
            if reason := self._fault(level):
                raise Invalid("grid.levels_faulty", level=level.level, reason=reason)

    def of(self, code: str, *, pointer: str = "/area") -> Level:
        """Give the level whose codes look like this one.

        Rule GR-21, domain 3.2: levels are the tenant's configuration; a code of none of them names nothing here.

        :raises Invalid: grid.area_malformed, grid.level_unknown
        """
        found = area.read(code, pointer=pointer)
        level = self._by_letter.get(found.level) or self.by_name.get(found.level)
        if level is None or (level.letter and len(code) - len(found.parent) - 1 != level.digits):
            raise Invalid("grid.level_unknown", pointer=pointer, area=code, known=sorted(self.by_name))
        return level

    def check(self, code: str, level: str, parent: str | None, *, root: str) -> None:
        """Refuse an area whose code, level and parent do not belong together.

        root: code of the deployment's root, which alone may have no parent.

        Rule GR-21, domain 3.2.

        :raises Invalid: grid.area_malformed, grid.level_unknown, grid.level_mismatched, grid.parent_mismatched,
            grid.level_misplaced
        """
        found, above = self.of(code), area.read(code).parent
        if level != found.level:
            raise Invalid("grid.level_mismatched", pointer="/level", area=code, level=level, expected=found.level)
        if parent is None and code == root:
            return
        if parent != above:
            raise Invalid("grid.parent_mismatched", pointer="/parent", area=code, parent=parent or "", expected=above)
        if self.of(above).level not in found.parents:
            raise Invalid("grid.level_misplaced", pointer="/level", area=code, level=level, allowed=list(found.parents))

    def _fault(self, level: Level) -> str:
        unknown = [name for name in level.parents if name not in self.by_name]
        widest = not any(above in self.by_name for above in level.parents)
        checks = {
            f"parents name no level: {' '.join(unknown)}": bool(unknown),
            "its letter is another level's": bool(level.letter) and self._by_letter[level.letter] is not level,
            "has no letter and is no statistical level": not level.letter and level.level not in area.DIGITS,
            "a statistical level has no letter": bool(level.letter) and level.level in area.DIGITS,
            "its digits are not those of the statistical code": not level.letter
            and area.DIGITS.get(level.level, level.digits) != level.digits,
            "has more than five digits": bool(level.letter) and level.digits > 5,
            "lies under a level that lies under it": self._above_itself(level),
            "a level with a letter lies under one": bool(level.letter) and widest,
        }
        return next((reason for reason, wrong in checks.items() if wrong), "")

    def _above_itself(self, level: Level) -> bool:
        seen: set[str] = set()
        reached = list(level.parents)
        while reached:
            name = reached.pop()
            if name not in seen and name in self.by_name:
                seen.add(name)
                reached += self.by_name[name].parents
        return level.level in seen


def keep(before: Level, after: Level | None) -> None:
    """Refuse to change how the codes of a level are made, or to take it away, while areas with such codes exist.

    Rule GR-22, domain 3.2: a code is kept for good, so what it says must not change under it.

    :raises Conflict: grid.level_in_use, facts level
    """
    if after is None or (after.letter, after.digits) != (before.letter, before.digits):
        raise Conflict("grid.level_in_use", level=before.level)
