"""Teams and posts as answers: JSON data in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from services.grid.domain.staff.employment import KINDS
from services.grid.domain.staff.leave import Leave, Moved
from services.grid.domain.staff.leave_life import LIFE
from services.grid.domain.staff.post import Post
from services.grid.domain.staff.skill import Certificate, Skill
from services.grid.domain.staff.stand_in import StandIn
from services.grid.domain.staff.team import Choice, Role, Seat, Team

View = dict[str, Any]
Named = Role | Skill | Team


def called(one: Named, language: str) -> str:
    """Give the name of a role, skill or team in 'zh' or 'en'."""
    return one.name_en if language == "en" else one.name_zh


def names(roles: Iterable[Named], language: str) -> dict[str, str]:
    """Give names by code."""
    return {one.code: called(one, language) for one in roles}


def post(one: Post, language: str, roles: Mapping[str, str], stand_ins: Mapping[str, StandIn] | None = None) -> View:
    """Give a post. roles: names by code. stand_ins: by post, who stands in on the day asked for."""
    kind = KINDS[one.employment]
    standing = (stand_ins or {}).get(one.id)
    kept = ("id", "version", "account", "role", "place", "area", "grid", "employment", "origin", "ending")
    return {
        **{name: getattr(one, name) for name in kept},
        "role_name": roles.get(one.role, one.role),
        "employment_name": kind.name_en if language == "en" else kind.name_zh,
        "valid_from": one.valid_from.isoformat(),
        "valid_until": _day(one.valid_until),
        "stand_in": stand_in(standing) if standing else None,
    }


def stand_in(one: StandIn) -> View:
    """Give a standing in."""
    kept = {name: getattr(one, name) for name in ("id", "version", "post", "account")}
    return kept | {"valid_from": one.valid_from.isoformat(), "valid_until": one.valid_until.isoformat()}


def leave(one: Leave, moved: Iterable[Moved]) -> View:
    """Give a leave with what moved."""
    kept = {name: getattr(one, name) for name in ("id", "version", "account", "area", "reason", "state")}
    return kept | {
        "leave_on": one.leave_on.isoformat(),
        "successors": [dict(row) for row in one.successors],
        "moved": [{name: getattr(row, name) for name in ("kind", "subject", "place", "heir")} for row in moved],
        "acts": [act for act in LIFE.acts(one.state) if act == "withdraw"],
    }


def role(one: Role, language: str) -> View:
    """Give a role."""
    return asdict(one) | {"name": called(one, language), "tags": list(one.tags)}


def team(one: Team, seats: Iterable[Seat], language: str) -> View:
    """Give a template with those of these seats that are its own."""
    kept = ("role", "level", "least", "most")
    rows = [
        {name: getattr(seat, name) for name in kept} | {"employments": list(seat.employments)}
        for seat in seats
        if seat.team == one.code
    ]
    return {"code": one.code, "name": called(one, language), "source": one.source, "seats": rows}


def choice(one: Choice) -> View:
    """Give a choice."""
    days = {"valid_from": one.valid_from.isoformat(), "valid_until": _day(one.valid_until)}
    return {"area": one.area, "kind": one.kind, "team": one.team} | days


def certificate(one: Certificate, skills: Mapping[str, Skill], language: str) -> View:
    """Give a certificate."""
    skill = skills[one.skill]
    return {
        **{name: getattr(one, name) for name in ("id", "version", "account", "skill")},
        "skill_name": called(skill, language),
        "needed": skill.needed,
        "valid_from": one.valid_from.isoformat(),
        "valid_until": _day(one.valid_until),
    }


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None
