"""Roles, teams and their choice as rows, and what kind of place a code names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kernel.db import Tx
from kernel.rows import Reader, Table
from services.grid.domain.ground.area import chain
from services.grid.domain.staff.team import GRID, Choice, Role, Seat, Team, narrowest

ROLES = Table("staff_role", Role, key="code")
TEAMS = Table("team", Team, key="code")
SEATS = Table("team_seat", Seat, key="team, role, level")
CHOICES = Table("team_choice", Choice)
USUAL_KIND = "base"


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody may stand. level: 'grid' or that of the area. area: 12 digits, where it lies. grid: its code or None.
    kind: of the grid, 'base' for an area: the teams of base grids say who stands on areas. until: local date from which it is
    no more, None while that is not known.
    """

    code: str
    level: str
    area: str
    grid: str | None
    kind: str
    until: date | None = None


PLACE = f"""
SELECT code, '{GRID}', community, code, kind, valid_until FROM grid
WHERE code = %(code)s AND valid_from <= %(on)s AND (valid_until IS NULL OR valid_until > %(on)s)
UNION ALL
SELECT code, level, left(code, 12), NULL, '{USUAL_KIND}', valid_until FROM area
WHERE code = %(code)s AND valid_from <= %(on)s AND (valid_until IS NULL OR valid_until > %(on)s)
"""


def find_place(db: Reader, code: str, *, on: date) -> Place | None:
    """Give what a code names on a local date, or None."""
    row = db.one(PLACE, {"code": code, "on": on})
    return Place(*row) if row else None


def list_roles(db: Reader) -> list[Role]:
    """Give all roles, by code."""
    return ROLES.all(db, "ORDER BY code")


def list_teams(db: Reader) -> list[Team]:
    """Give all templates, by code."""
    return TEAMS.all(db, "ORDER BY code")


def list_seats(db: Reader, teams: Iterable[str] | None = None) -> list[Seat]:
    """Give the seats of some templates, of all when none are named."""
    if teams is None:
        return SEATS.all(db, "ORDER BY team, level, role")
    return SEATS.all(db, "WHERE team = ANY(%s) ORDER BY team, level, role", (list(teams),))


def list_choices(db: Reader, *, on: date) -> list[Choice]:
    """Give the choices that hold on a local date."""
    rest = "WHERE valid_from <= %(on)s AND (valid_until IS NULL OR valid_until > %(on)s) ORDER BY area, kind, team"
    return CHOICES.all(db, rest, {"on": on})


def seats_at(db: Reader, place: Place, *, on: date) -> list[Seat]:
    """Give the seats that the teams chosen for a place have, [] when none is chosen. on: local date."""
    chosen = [choice for choice in list_choices(db, on=on) if choice.kind == place.kind]
    teams = narrowest(chosen, chain(place.area))
    return list_seats(db, teams) if teams else []


def replace_choice(tx: Tx, choices: Sequence[Choice], *, area: str, kind: str, since: date) -> None:
    """Queue that from a day on an area's grids of a kind have these teams and no others."""
    tx.later(
        "UPDATE team_choice SET valid_until = greatest(valid_from, %s)"
        " WHERE area = %s AND kind = %s AND (valid_until IS NULL OR valid_until > %s)",
        (since, area, kind, since),
    )
    for choice in choices:
        CHOICES.insert(tx, choice)


def add_team(tx: Tx, team: Team, seats: Iterable[Seat]) -> None:
    """Queue a new template with its seats."""
    TEAMS.insert(tx, team)
    for seat in seats:
        SEATS.insert(tx, seat)


def list_levels(db: Reader) -> set[str]:
    """Give the levels a role may stand on: 'grid', and those of areas."""
    return {GRID, *(level for (level,) in db.all("SELECT level FROM area_level"))}
