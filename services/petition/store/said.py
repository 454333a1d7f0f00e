"""What was said at the window and by whom: sealed on the way in, under a key of the intake's own."""
from __future__ import annotations

from dataclasses import dataclass

from kernel import salt
from kernel.db import Tx
from kernel.rows import Reader
from kernel.seal import Sealer

FIELDS = ("words", "name", "phone", "address", "account", "sender", "opposite", "opened")
LISTED = ", ".join(FIELDS)
OPEN = f"SELECT {LISTED}, salt FROM intake_said LEFT JOIN seal_salt ON subject = intake"


@dataclass(frozen=True, slots=True)
class Said:
    """All of it in clear.

    words: what was brought. name, phone, address: as given; '' for none. account: of the person. sender: JSON of the
    account that brought it in, so that what is made of it is made on its behalf. opposite: name of the other side of a
    dispute. opened: query code of what was made.
    """

    words: str = ""
    name: str = ""
    phone: str = ""
    address: str = ""
    account: str = ""
    sender: str = ""
    opposite: str = ""
    opened: str = ""


def place(intake: str) -> str:
    """Name the place whose sealed fields are `<place>.<field>`."""
    return f"intake/{intake}/said"


def add(tx: Tx, sealer: Sealer, intake: str, said: Said) -> None:
    """Queue what was said with a fresh intake."""
    own = salt.fresh()
    sealed = sealer.seal_each({field: getattr(said, field) for field in FIELDS}, place(intake), own)
    tx.later(f"INSERT INTO intake_said (intake, {LISTED}) VALUES ({', '.join(['%s'] * 9)})", (intake, *sealed))
    salt.put(tx, intake, own)


def put(tx: Tx, sealer: Sealer, intake: str, **values: str) -> None:
    """Queue fields that become known later, of an intake this transaction has locked."""
    own = salt.need(tx, intake)
    for field, blob in zip(values, sealer.seal_each(values, place(intake), own), strict=True):
        assert field in FIELDS
        tx.later(f"UPDATE intake_said SET {field} = %s WHERE intake = %s", (blob, intake))


def open_(db: Reader, sealer: Sealer, intake: str) -> Said:
    """Open what was said."""
    row = db.one(f"{OPEN} WHERE intake = %s", (intake,))
    *blobs, own = row or (*[None] * len(FIELDS), None)
    return Said(**sealer.open_each(FIELDS, blobs, place(intake), own))
