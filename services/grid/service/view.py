"""Incidents as answers: JSON data in the reader's language."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from kernel.deadline import Obligation
from kernel.shape import instant
from kernel.workdays import Calendar
from services.grid.domain import permit, words
from services.grid.domain.doer import Doer
from services.grid.domain.ground.territory import Territory
from services.grid.domain.incident import Incident
from services.grid.domain.life import COMMAND
from services.grid.domain.reason import Words
from services.grid.domain.step import Step
from services.grid.schemas.view import ActView, IncidentRow
from services.grid.store.incident import KeptEvidence

View = dict[str, Any]
# what a view shows of the record as it is kept: a new field is named alike in both, and comes through by itself
KEPT = frozenset(field.name for field in fields(Incident))
PLAIN: Mapping[type, Callable[[Any], Any]] = {datetime: datetime.isoformat, date: date.isoformat, tuple: list}
SHORT, ROW = (tuple(KEPT.intersection(shape().fields)) for shape in (ActView, IncidentRow))

def short(incident: Incident, doer: Doer, language: str) -> View:
    """Give what an act answers: no free words, because the answer is stored with its key."""
    return {
        **{name: plain(getattr(incident, name)) for name in SHORT},
        "state_words": words.state_words(incident.state, language),
        "acts": buttons(incident, doer),
    }


def row(incident: Incident, doer: Doer, language: str, *, now: datetime, ground: Territory) -> View:
    """Give one line of a list."""
    return {
        **short(incident, doer, language),
        **{name: plain(getattr(incident, name)) for name in ROW},
        "place": place(incident),
        "names": names(incident, language, ground),
        "late": incident.due_at is not None and incident.due_at <= now,
    }


def plain(value: Any) -> Any:
    """Give a field as JSON has it."""
    made = PLAIN.get(type(value))
    return made(value) if made else value


def names(incident: Incident, language: str, ground: Territory) -> View:
    """Give what the incident's codes are called."""
    kind = ground.case_types.get(incident.case_type or "")
    unit = ground.units.get(incident.unit or "")
    area = ground.areas.get(incident.area)
    return {
        "case_type": kind.name(language) if kind else None,
        "unit": unit.called(language) if unit else None,
        "area": area.name if area else None,
    }


def unit_words(ground: Territory) -> dict[str, Words]:
    """Give the names of all units by id."""
    return {id: (unit.name, unit.name_en) for id, unit in ground.units.items()}


def place(incident: Incident) -> View:
    """Give where it is, with the pair as sent."""
    sent = {"lon": incident.sent_x, "lat": incident.sent_y, "system": incident.sent_system}
    return {
        "area": incident.area,
        "grid": incident.grid,
        "address": incident.address,
        "lon": incident.longitude,
        "lat": incident.latitude,
        "sent": sent if incident.sent_system else None,
    }


def buttons(incident: Incident, doer: Doer) -> list[str]:
    """Give the commands this person may send now."""
    return list(dict.fromkeys(COMMAND.get(act, act) for act in permit.acts(incident, doer)))


def step(one: Step, language: str, units: Mapping[str, Words], *, inside: bool) -> View:
    """Give one line of the thread; inside: with what only staff see."""
    told = {
        "version": one.version,
        "round": one.round,
        "at": instant(one.at),
        "act": one.act,
        "words": words.step_words(one.act, one.params, language, units),
        "told": one.told,
    }
    return told | ({"note": one.note, "actor": one.actor, "office": one.office, "unit": one.unit} if inside else {})


def clock(one: Obligation, calendar: Calendar) -> View:
    """Give one limit with its working."""
    return one.view() | {"started_at": instant(one.started_at), "working": list(one.reckon(calendar).working)}


def piece(one: KeptEvidence) -> View:
    """Give one piece of evidence."""
    return {
        "kind": one.kind,
        "ref": one.ref,
        "words": one.words,
        "round": one.round,
        "at": instant(one.at),
        "taken_at": instant(one.taken_at),
    }
