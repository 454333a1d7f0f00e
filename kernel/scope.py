"""What part of all records an actor reaches, as one value that yields both an SQL predicate and a check of one record."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kernel.errors import Missing


@dataclass(frozen=True, slots=True)
class Scope:
    """The records an actor reaches.

    area: codes that begin with this prefix; None for no limit by area, '' reaches every code. also: prefixes of codes
    reached besides, where there is a limit by area.
    unit: records of this organisation. party: records brought under one of these aliases of an account: it has one for
    each live key, so that a new key hides nothing. Limits that are given must all hold.
    nothing: reaches no record at all.
    """

    area: str | None = None
    unit: str | None = None
    party: tuple[str, ...] | None = None
    nothing: bool = False
    also: tuple[str, ...] = ()

    def covers(self, *, area: str | None = None, unit: str | None = None, party: str | None = None) -> bool:
        """Say whether one record, given by its area, organisation and party, is within reach."""
        return (
            not self.nothing
            and (self.area is None or (area or "").startswith((self.area, *self.also)))
            and (self.unit is None or unit == self.unit)
            and (self.party is None or party in self.party)
        )

    def within(
        self, missing: Missing, *, area: str | None = None, unit: str | None = None, party: str | None = None
    ) -> None:
        """Refuse one record out of reach as if there were none: that it exists is not the stranger's to know.

        :raises Missing: the one given
        """
        if not self.covers(area=area, unit=unit, party=party):
            raise missing

    def predicate(self, *, area: str = "area", unit: str = "unit", party: str = "party") -> tuple[str, list[Any]]:
        """Give an SQL condition over the named columns, with its parameters; always true for a scope without limits."""
        if self.nothing:
            return "FALSE", []
        parts: list[str] = []
        params: list[Any] = []
        if self.area:
            prefixes = (self.area, *self.also)
            # said one by one, because an index answers LIKE and not LIKE ANY
            likes = " OR ".join(f"{area} LIKE %s" for _ in prefixes)
            parts.append(f"({likes})" if self.also else likes)
            params += [prefix + "%" for prefix in prefixes]
        if self.unit is not None:
            parts.append(f"{unit} = %s")
            params.append(self.unit)
        if self.party is not None:
            parts.append(f"{party} = ANY(%s)")
            params.append(list(self.party))
        return " AND ".join(parts) or "TRUE", params


NOTHING = Scope(nothing=True)

AREA, UNIT, PARTY, ALL = "area", "unit", "party", "all"
PADDED = 12
LEADING = (2, 4, 6, 9, 12)  # digits that a province, a city, a county, a street and a community fix


def reach(
    limits: Mapping[str, str],
    role: str,
    *,
    unit: str | None,
    area: str,
    aliases: tuple[str, ...],
    also: tuple[str, ...] = (),
) -> Scope:
    """Give the scope of an actor whose role limits it to the own area, unit or party; who has none reaches nothing.

    limits: role -> AREA, UNIT, PARTY, or ALL for no limit; a role without a row reaches nothing. unit: of the actor. area:
    root of the actor's ground, '' for none. aliases: of the actor's account, one for each live key. also: further roots.
    """
    scopes = {
        AREA: Scope(area=subtree(area), also=tuple(map(subtree, also))) if area else NOTHING,
        UNIT: Scope(unit=unit) if unit else NOTHING,
        PARTY: Scope(party=aliases) if aliases else NOTHING,
        ALL: Scope(),
    }
    return scopes[limits[role]] if role in limits else NOTHING


def subtree(code: str) -> str:
    """Give the prefix that all codes below a code share.

    Of a zero-padded 12-digit code: province 2, city 4, county 6, street 9, community 12 digits; any other code is whole.
    """
    if len(code) != PADDED:
        return code
    return next(code[:digits] for digits in LEADING if not code[digits:].strip("0"))
