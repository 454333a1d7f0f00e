"""Every route, a row each: path, service, act, command, reply, what it does, who may."""

from __future__ import annotations

from services.gateway.http.route import Route
from services.gateway.routes import (
    access,
    account,
    admission,
    area,
    attachment,
    border,
    bulk,
    chart,
    client,
    credential,
    device,
    duty,
    evaluation,
    export,
    grid,
    hot_spot,
    incident,
    mediation,
    notice,
    oidc,
    open311,
    order,
    own,
    petition,
    phone,
    premises,
    resident,
    retention,
    rights,
    session,
    setting,
    staff,
    stream,
    unmask,
    upload,
    voice,
    whistle,
    why,
    window,
)

NOUNS = (
    own, session, phone, credential, account, incident, attachment, area, grid, border, staff, duty, admission, premises,
    evaluation, hot_spot, chart, setting, upload,
    petition, mediation, notice, order, whistle, voice, device, client, oidc, bulk,
    open311, export, why, retention, unmask, stream, access, rights, window, resident,
)
ROWS: tuple[Route, ...] = tuple(row for noun in NOUNS for row in noun.ROWS)
