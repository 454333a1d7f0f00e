"""Links of attachments to incidents, as rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kernel.db import Tx
from kernel.errors import Conflict
from kernel.rows import Reader, Table
from services.grid.domain.attachment.attachment import Attachment

ATTACHMENTS = Table("attachment", Attachment)


def find(db: Reader, id: str) -> Attachment | None:
    """Read a link, or None."""
    return ATTACHMENTS.find(db, "WHERE id = %s", (id,))


def known(db: Reader, ids: list[str]) -> dict[str, Attachment]:
    """Give those of these that are linked, by id."""
    return {one.id: one for one in ATTACHMENTS.all(db, "WHERE id = ANY(%s)", (ids,), prepared=True)} if ids else {}


def list_of(db: Reader, incident: str) -> dict[str, Attachment]:
    """Give what an incident refers to, by id."""
    return {one.id: one for one in ATTACHMENTS.all(db, "WHERE incident = %s", (incident,), prepared=True)}


def elsewhere(db: Reader, incident: str) -> frozenset[str]:
    """Give those of an incident's attachments whose content stands for another matter too, of which it is no duplicate."""
    sql = """SELECT id FROM attachment AS own WHERE incident = %s AND EXISTS (
                 SELECT FROM attachment AS other WHERE other.digest = own.digest AND other.incident <> own.incident
                     AND (SELECT coalesce(main, id) FROM incident WHERE id = other.incident)
                      <> (SELECT coalesce(main, id) FROM incident WHERE id = own.incident))"""
    return frozenset(id for (id,) in db.all(sql, (incident,), prepared=True))


def given_out(db: Reader, incident: str) -> dict[int, datetime]:
    """Give when an incident was last given to a unit, by round."""
    sql = "SELECT round, max(at) FROM step WHERE incident = %s AND act IN ('dispatch', 'arbitrate') GROUP BY round"
    return dict(db.all(sql, (incident,), prepared=True))


def add(tx: Tx, made: Iterable[Attachment]) -> None:
    """Queue links; of two incidents that would take the same at once, the second fails."""
    tx.conflict("attachment_pkey", Conflict("grid.attachment_used", pointer="/evidence"))
    for one in made:
        ATTACHMENTS.insert(tx, one)
