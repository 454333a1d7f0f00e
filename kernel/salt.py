"""Salts: half of the key of one record's sealed fields, kept apart from the record so that it can be destroyed alone.

Rule GR-402, 《个人信息保护法》 art. 47 and docs/adr/0020: what is erased is erased in every copy that was made before. Table
`seal_salt` of each service whose records of persons have salts; it is left out of copies that are kept for long.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from kernel.db import Tx
from kernel.rows import Reader

BYTES = 16
PUT = "INSERT INTO seal_salt (subject, salt) VALUES (%s, %s)"


def fresh() -> bytes:
    """Give a new salt, 16 random bytes."""
    return secrets.token_bytes(BYTES)


def put(tx: Tx, subject: str, salt: bytes) -> None:
    """Queue the salt of a fresh record, with the record itself."""
    tx.later(PUT, (subject, salt), prepared=True)


def of(db: Reader, subjects: Sequence[str]) -> dict[str, bytes]:
    """Give the salts of those of these records that have one."""
    rows = db.all("SELECT subject::text, salt FROM seal_salt WHERE subject = ANY(%s::uuid[])", (list(subjects),))
    return {subject: bytes(salt) for subject, salt in rows}


def need(tx: Tx, subject: str) -> bytes:
    """Give the salt of a record that this transaction has locked; make one now where it has none."""
    found = of(tx, [subject])
    if subject in found:
        return found[subject]
    made = fresh()
    tx.run(PUT, (subject, made))
    return made


def destroy(tx: Tx, subjects: Sequence[str]) -> int:
    """Delete salts and give how many there were: from then on nothing sealed under them opens."""
    return tx.run("DELETE FROM seal_salt WHERE subject = ANY(%s::uuid[])", (list(subjects),))
