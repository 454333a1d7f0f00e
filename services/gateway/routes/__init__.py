"""Every route, a row each: path, service, act, command, reply, what it does, who may."""

from __future__ import annotations

from services.gateway.http.route import Route
from services.gateway.routes import (
    admission,
    area,
    attachment,
    border,
    bulk,
    chart,
    client,
    device,
    duty,
    evaluation,
    export,
    grid,
    hot_spot,
    incident,
    mediation,
    notice,
    order,
    own,
    petition,
    premises,
    setting,
    staff,
    voice,
    whistle,
    why,
)

NOUNS = (
    own, incident, attachment, area, grid, border, staff, duty, admission, premises, evaluation, hot_spot, chart, setting,
    petition, mediation, notice, order, whistle, voice, device, client, why, bulk, export,
)
ROWS: tuple[Route, ...] = tuple(row for noun in NOUNS for row in noun.ROWS)
