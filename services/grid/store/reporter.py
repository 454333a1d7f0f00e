"""Who reported: sealed on the way in, opened only by name, apart from the case."""
from __future__ import annotations

from collections.abc import Mapping

import orjson

from kernel import salt
from kernel.correction import Stamps
from kernel.db import Tx
from kernel.rows import Reader
from kernel.seal import Sealer
from services.grid.domain.report import Reporter

FIELDS = ("name", "phone", "account")
OPEN = "SELECT minor, name, phone, account, salt FROM reporter LEFT JOIN seal_salt ON subject = incident"


def place(incident: str) -> str:
    """Name the place whose sealed fields are `<place>.<field>`."""
    return f"incident/{incident}/reporter"


def add(tx: Tx, sealer: Sealer, incident: str, who: Reporter) -> None:
    """Queue the sealed identity of a reporter, under a key of its own; of somebody unnamed there is nothing to seal."""
    values = {field: getattr(who, field) for field in FIELDS}
    own = salt.fresh() if any(values.values()) else None
    sealed = sealer.seal_each(values, place(incident), own)
    sql = "INSERT INTO reporter (incident, named, minor, name, phone, account) VALUES (%s, %s, %s, %s, %s, %s)"
    tx.later(sql, (incident, bool(who.name), who.minor, *sealed), prepared=True)
    if own:
        salt.put(tx, incident, own)


def open_(db: Reader, sealer: Sealer, incident: str) -> Reporter:
    """Open the identity of a reporter; who asks must have a reason and leave an audit row."""
    row = db.one(f"{OPEN} WHERE incident = %s", (incident,), prepared=True)
    minor, *blobs, own = row or (False, None, None, None, None)
    return Reporter(minor=minor, **sealer.open_each(FIELDS, blobs, place(incident), own))


def change(tx: Tx, sealer: Sealer, incident: str, given: Mapping[str, str], stamps: Stamps) -> None:
    """Put fields right, under a fresh key: every copy of what stood there before opens no more. stamps: when, by field."""
    who = open_(tx, sealer, incident)
    values = {**{field: getattr(who, field) for field in FIELDS}, **given}
    salt.destroy(tx, [incident])
    own = salt.fresh()
    sealed = sealer.seal_each(values, place(incident), own)
    tx.run("""UPDATE reporter SET named = %s, name = %s, phone = %s, account = %s,
           corrected = corrected || %s::jsonb WHERE incident = %s""",
           (bool(values["name"]), *sealed, orjson.dumps(dict(stamps)).decode(), incident))  # fmt: skip
    salt.put(tx, incident, own)


def stamps(db: Reader, incident: str) -> dict[str, str]:
    """Give when each field of it was put right, of those that were."""
    row = db.one("SELECT corrected FROM reporter WHERE incident = %s", (incident,))
    return dict(row[0]) if row else {}
