"""Who reported: sealed on the way in, opened only by name, apart from the case."""
from __future__ import annotations

from kernel.db import Tx
from kernel.rows import Reader
from kernel.seal import Sealer
from services.grid.domain.report import Reporter

FIELDS = ("name", "phone", "account")


def context(incident: str, field: str) -> str:
    """Name the one place a sealed field belongs to."""
    return f"incident/{incident}/reporter.{field}"


def add(tx: Tx, sealer: Sealer, incident: str, who: Reporter) -> None:
    """Queue the sealed identity of a reporter."""
    sealed = [_sealed(sealer, incident, field, getattr(who, field)) for field in FIELDS]
    sql = "INSERT INTO reporter (incident, named, name, phone, account) VALUES (%s, %s, %s, %s, %s)"
    tx.later(sql, (incident, bool(who.name), *sealed))


def open_(db: Reader, sealer: Sealer, incident: str) -> Reporter:
    """Open the identity of a reporter; who asks must have a reason and leave an audit row."""
    row = db.one("SELECT name, phone, account FROM reporter WHERE incident = %s", (incident,))
    found = zip(FIELDS, row or (None, None, None), strict=True)
    opened = {field: sealer.open(bytes(blob), context(incident, field)) for field, blob in found if blob is not None}
    return Reporter(**opened)


def _sealed(sealer: Sealer, incident: str, field: str, plain: str) -> bytes | None:
    return sealer.seal(plain, context(incident, field)) if plain else None
