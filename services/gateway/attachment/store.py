"""SQL of attachments and of the files they are kept in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from kernel.db import Tx
from kernel.errors import Conflict, Missing
from kernel.rows import Reader, Table, same
from services.gateway.attachment.cover import Cover
from services.gateway.attachment.record import Attachment

ATTACHMENTS = Table("attachment", Attachment)
REFERS = "jsonb_path_query_array(files, '$.*') ? stored_file.digest"


def find(db: Reader, id: str) -> Attachment | None:
    """Read an attachment, or None."""
    found = ATTACHMENTS.find(db, "WHERE id = %s", (id,))
    return _read(found) if found else None


def get(db: Reader, id: str) -> Attachment:
    """Read an attachment.

    :raises Missing: gateway.attachment_missing
    """
    return _read(ATTACHMENTS.get(db, id, Missing("gateway.attachment_missing")))


def lock(tx: Tx, id: str, *, version: int) -> Attachment:
    """Read an attachment to change it; others who want to change it wait.

    :raises Missing: gateway.attachment_missing
    :raises Conflict: gateway.attachment_changed, facts version (the present one)
    """
    found = ATTACHMENTS.lock(tx, id, Missing("gateway.attachment_missing"))
    same(found, version, Conflict("gateway.attachment_changed"))
    return _read(found)


def list_of(db: Reader, ids: list[str]) -> list[Attachment]:
    """Give those of these attachments that exist."""
    return [_read(one) for one in ATTACHMENTS.all(db, "WHERE id = ANY(%s::text[]::uuid[])", (ids,), prepared=True)]


def unlinked(db: Reader, *, owners: tuple[str, ...], incident: str | None) -> int:
    """Count what was sent by an account, or by the tickets of an incident, and is not known to be referred to."""
    sql = """SELECT count(*) FROM attachment WHERE NOT linked
             AND (owner = ANY(%(owners)s) OR incident = %(incident)s)"""
    row = db.one(sql, {"owners": list(owners), "incident": incident}, prepared=True)
    return int(row[0]) if row else 0


def waiting(db: Reader, *, owner: str | None, incident: str | None, limit: int) -> list[str]:
    """Give what `unlinked` counts, oldest first."""
    sql = """SELECT id::text FROM attachment WHERE NOT linked
             AND (owner = %(owner)s OR incident = %(incident)s) ORDER BY id LIMIT %(limit)s"""
    return [id for (id,) in db.all(sql, {"owner": owner, "incident": incident, "limit": limit})]


def use(tx: Tx, ids: list[str], *, ask_at: datetime) -> None:
    """Queue that attachments have come to be referred to, before their time was up."""
    tx.later("UPDATE attachment SET linked = true, ask_at = %s WHERE id = ANY(%s::uuid[]) AND NOT linked", (ask_at, ids))


def add(tx: Tx, attachment: Attachment) -> None:
    """Queue a fresh attachment."""
    ATTACHMENTS.insert(tx, attachment)


def save(tx: Tx, before: Attachment, after: Attachment, *, now: datetime) -> None:
    """Queue what changed of an attachment; files it has let go of may be nobody's now."""
    ATTACHMENTS.save(tx, before, after)
    loosen(tx, set(before.files.values()) - set(after.files.values()), now=now)


def hold(tx: Tx, digest: str, size: int) -> None:
    """Take hold of a file by its content, now: whoever would delete or bring the same one waits for this transaction."""
    sql = """INSERT INTO stored_file (digest, bytes) VALUES (%s, %s)
             ON CONFLICT (digest) DO UPDATE SET loose_at = NULL"""
    tx.run(sql, (digest, size))


def loosen(tx: Tx, digests: Iterable[str], *, now: datetime) -> None:
    """Queue that files may be nobody's."""
    found = sorted(digests)
    if found:
        tx.later("UPDATE stored_file SET loose_at = %s WHERE digest = ANY(%s)", (now, found))


def due(db: Reader, *, now: datetime, limit: int) -> list[str]:
    """Give attachments of which it must be asked whether anybody still refers to them, the longest waiting first."""
    rows = db.all("SELECT id::text FROM attachment WHERE ask_at <= %s ORDER BY ask_at, id LIMIT %s", (now, limit))
    return [id for (id,) in rows]


def keep(tx: Tx, ids: list[str], *, now: datetime, ask_at: datetime) -> None:
    """Queue that attachments are referred to, and when that is asked again."""
    sql = "UPDATE attachment SET linked = true, ask_at = %s WHERE id = ANY(%s::uuid[]) AND ask_at <= %s"
    tx.later(sql, (ask_at, ids, now))


def drop(tx: Tx, ids: list[str], *, now: datetime) -> int:
    """Delete attachments nobody refers to, loosen their files, and give how many; what was asked about since stays."""
    sql = "DELETE FROM attachment WHERE id = ANY(%s::uuid[]) AND ask_at <= %s RETURNING files"
    rows = tx.all(sql, (ids, now))
    loosen(tx, {digest for (files,) in rows for digest in files.values()}, now=now)
    return len(rows)


def take_loose(tx: Tx, *, before: datetime, limit: int) -> list[tuple[str, int]]:
    """Take hold of files that were let go of and that nobody refers to, with their bytes.

    Who refers to a file holds it first, which clears the mark: the database looks at it again once it has the row.
    """
    sql = f"""SELECT digest, bytes FROM stored_file WHERE loose_at <= %s
              AND NOT EXISTS (SELECT FROM attachment WHERE {REFERS})
              ORDER BY loose_at LIMIT %s FOR UPDATE SKIP LOCKED"""
    return [(digest, size) for digest, size in tx.all(sql, (before, limit))]


def forget(tx: Tx, digests: list[str]) -> None:
    """Queue that files are gone."""
    tx.later("DELETE FROM stored_file WHERE digest = ANY(%s)", (digests,))


def tighten(tx: Tx, *, before: datetime) -> None:
    """Queue that files let go of, which somebody refers to after all, are not loose."""
    sql = f"UPDATE stored_file SET loose_at = NULL WHERE loose_at <= %s AND EXISTS (SELECT FROM attachment WHERE {REFERS})"
    tx.later(sql, (before,))


def claim(tx: Tx, digest: str) -> bool:
    """Take hold of a file that stands in no row, and tell whether it does; `forget` ends it in the same transaction."""
    sql = "INSERT INTO stored_file (digest, bytes) VALUES (%s, 1) ON CONFLICT DO NOTHING RETURNING 1"
    return tx.one(sql, (digest,)) is not None


def take_unscanned(tx: Tx, *, now: datetime, again: datetime, limit: int) -> list[Attachment]:
    """Take some of what waits for the scanner, the longest waiting first; others take others until about `again`.

    The same few seconds for all would leave their order as it was: behind one that takes the scanner's whole time, none
    would ever be reached.
    """
    sql = f"""UPDATE attachment SET scan_at = %s - random() * interval '20 seconds' WHERE id IN (
                  SELECT id FROM attachment WHERE scan = 'waiting' AND scan_at <= %s
                  ORDER BY scan_at, id LIMIT %s FOR UPDATE SKIP LOCKED)
              RETURNING {ATTACHMENTS.listed}"""
    return [_read(ATTACHMENTS.load(row)) for row in tx.all(sql, (again, now, limit))]


def scanned(tx: Tx, id: str, *, version: int, scan: str) -> bool:
    """Write down what the scanner says, and tell whether it was still waited for."""
    sql = """UPDATE attachment SET scan = %s, scan_at = NULL, version = version + 1
             WHERE id = %s AND version = %s AND scan = 'waiting'"""
    return tx.run(sql, (scan, id, version)) == 1


def unscanned(db: Reader) -> int:
    """Count what waits for the scanner, up to 10 000."""
    row = db.one("SELECT count(*) FROM (SELECT FROM attachment WHERE scan = 'waiting' LIMIT 10000) AS waiting")
    return int(row[0]) if row else 0


def _read(found: Attachment) -> Attachment:
    given: Any = found.covers
    return replace(found, covers=tuple(Cover(**one) for one in given))
