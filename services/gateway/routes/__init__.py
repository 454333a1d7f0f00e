"""Every route, a row each: path, service, act, command, reply, what it does, who may."""

from __future__ import annotations

from services.gateway.http.route import Route
from services.gateway.routes import (
    admission,
    area,
    border,
    chart,
    duty,
    grid,
    incident,
    mediation,
    notice,
    own,
    petition,
    premises,
    setting,
    staff,
)

NOUNS = (own, incident, area, grid, border, staff, duty, admission, premises, chart, setting, petition, mediation, notice)
ROWS: tuple[Route, ...] = tuple(row for noun in NOUNS for row in noun.ROWS)
