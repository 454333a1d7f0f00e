"""Who petitions: sealed on the way in, opened by name only, apart from the matter."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from kernel import salt
from kernel.correction import Stamps
from kernel.db import Tx
from kernel.rows import Reader
from kernel.seal import Sealer

FIELDS = ("name", "phone", "address", "account")
OPEN = "SELECT kind, minor, name, phone, address, account, salt FROM petitioner LEFT JOIN seal_salt ON subject = petition"


@dataclass(frozen=True, slots=True)
class Petitioner:
    """A petitioner in clear; all empty for somebody who stays unnamed and has no account."""

    kind: str = "natural"
    name: str = ""
    phone: str = ""
    address: str = ""
    account: str = ""
    minor: bool = False


def place(petition: str) -> str:
    """Name the place whose sealed fields are `<place>.<field>`."""
    return f"petition/{petition}/petitioner"


def add(tx: Tx, sealer: Sealer, petition: str, who: Petitioner) -> None:
    """Queue the sealed identity of a petitioner, under a key of its own; of somebody unnamed there is nothing to seal."""
    values = {field: getattr(who, field) for field in FIELDS}
    own = salt.fresh() if any(values.values()) else None
    sealed = sealer.seal_each(values, place(petition), own)
    sql = """INSERT INTO petitioner (petition, kind, named, minor, name, phone, address, account)
             VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"""
    tx.later(sql, (petition, who.kind, bool(who.name), who.minor, *sealed))
    if own:
        salt.put(tx, petition, own)


def open_(db: Reader, sealer: Sealer, petition: str) -> Petitioner:
    """Open the identity of a petitioner, to mask it at once or to tell the account of a step."""
    row = db.one(f"{OPEN} WHERE petition = %s", (petition,))
    kind, minor, *blobs, own = row or ("natural", False, None, None, None, None, None)
    return Petitioner(kind=kind, minor=minor, **sealer.open_each(FIELDS, blobs, place(petition), own))


def change(tx: Tx, sealer: Sealer, petition: str, given: Mapping[str, str], stamps: Stamps) -> None:
    """Put fields right, under a fresh key: every copy of what stood there before opens no more. stamps: when, by field."""
    who = open_(tx, sealer, petition)
    values = {**{field: getattr(who, field) for field in FIELDS}, **given}
    salt.destroy(tx, [petition])
    own = salt.fresh()
    sealed = sealer.seal_each(values, place(petition), own)
    tx.run("""UPDATE petitioner SET named = %s, name = %s, phone = %s, address = %s, account = %s,
           corrected = corrected || %s::jsonb WHERE petition = %s""",
           (bool(values["name"]), *sealed, orjson.dumps(dict(stamps)).decode(), petition))  # fmt: skip
    salt.put(tx, petition, own)


def stamps(db: Reader, petition: str) -> dict[str, str]:
    """Give when each field of it was put right, of those that were."""
    row = db.one("SELECT corrected FROM petitioner WHERE petition = %s", (petition,))
    return dict(row[0]) if row else {}
