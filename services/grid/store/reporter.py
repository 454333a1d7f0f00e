"""Who reported: sealed on the way in, opened only by name, apart from the case."""
from __future__ import annotations

from kernel.db import Tx
from kernel.rows import Reader
from kernel.seal import Sealer
from services.grid.domain.report import Reporter

FIELDS = ("name", "phone", "account")


def place(incident: str) -> str:
    """Name the place whose sealed fields are `<place>.<field>`."""
    return f"incident/{incident}/reporter"


def add(tx: Tx, sealer: Sealer, incident: str, who: Reporter) -> None:
    """Queue the sealed identity of a reporter."""
    sealed = sealer.seal_each({field: getattr(who, field) for field in FIELDS}, place(incident))
    sql = "INSERT INTO reporter (incident, named, name, phone, account) VALUES (%s, %s, %s, %s, %s)"
    tx.later(sql, (incident, bool(who.name), *sealed), prepared=True)


def open_(db: Reader, sealer: Sealer, incident: str) -> Reporter:
    """Open the identity of a reporter; who asks must have a reason and leave an audit row."""
    row = db.one("SELECT name, phone, account FROM reporter WHERE incident = %s", (incident,), prepared=True)
    return Reporter(**sealer.open_each(FIELDS, row or (None, None, None), place(incident)))
