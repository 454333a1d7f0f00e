"""SQL of uploads and of their parts."""

from __future__ import annotations

from datetime import datetime

from kernel.db import Tx
from kernel.errors import Conflict, Missing
from kernel.rows import Reader, Table
from services.gateway.attachment.upload.record import Upload

UPLOADS = Table("upload", Upload)
COMING = "state IN ('open', 'whole')"


def get(db: Reader, id: str) -> Upload:
    """Read an upload.

    :raises Missing: gateway.upload_missing
    """
    return UPLOADS.get(db, id, Missing("gateway.upload_missing"))


def add(tx: Tx, upload: Upload) -> None:
    """Queue a fresh upload."""
    UPLOADS.insert(tx, upload)


def coming(db: Reader, *, owner: str | None, incident: str | None) -> int:
    """Count what is on its way of an account, or by the tickets of an incident."""
    sql = f"SELECT count(*) FROM upload WHERE {COMING} AND (owner = %s OR incident = %s)"
    row = db.one(sql, (owner, incident))
    return int(row[0]) if row else 0


def grow(tx: Tx, upload: Upload, *, size: int, name: str, try_at: datetime) -> Upload:
    """Write a part down behind those there are, unless another was quicker. size: bytes.

    No lock is held while a part comes: one that stays with a process that has died would have to be broken.

    :raises Conflict: gateway.upload_offset_wrong, facts offset
    """
    sql = f"""UPDATE upload SET received = received + %s, parts = parts + 1,
                     state = CASE WHEN received + %s = length THEN 'whole' ELSE 'open' END, try_at = %s
              WHERE id = %s AND received = %s AND state = 'open' RETURNING {UPLOADS.listed}"""
    row = tx.one(sql, (size, size, try_at, upload.id, upload.received))
    if row is None:
        raise Conflict("gateway.upload_offset_wrong", offset=get(tx, upload.id).received)
    part = (upload.id, upload.received, size, name)
    tx.later("INSERT INTO upload_part (upload, start, bytes, file) VALUES (%s, %s, %s, %s)", part)
    return UPLOADS.load(row)


def parts(db: Reader, id: str) -> list[str]:
    """Give the names of the parts, in their order."""
    return [name for (name,) in db.all("SELECT file::text FROM upload_part WHERE upload = %s ORDER BY start", (id,))]


def keep(tx: Tx, id: str, attachment: str) -> None:
    """Write down what was made of an upload, once.

    :raises Conflict: gateway.upload_ended, when somebody else has made something of it, or ended it
    """
    sql = "UPDATE upload SET state = 'kept', attachment = %s WHERE id = %s AND state = 'whole'"
    if tx.run(sql, (attachment, id)) != 1:
        raise Conflict("gateway.upload_ended")
    tx.later("DELETE FROM upload_part WHERE upload = %s", (id,))


def refuse(tx: Tx, id: str, problem: str) -> None:
    """Queue that nothing is made of an upload. problem: code."""
    tx.later("UPDATE upload SET state = 'refused', problem = %s WHERE id = %s AND state = 'whole'", (problem, id))
    tx.later("DELETE FROM upload_part WHERE upload = %s", (id,))


def end(tx: Tx, id: str) -> bool:
    """Delete an upload of which nothing was made yet, and tell whether there was one."""
    return tx.run("DELETE FROM upload WHERE id = %s AND state IN ('open', 'whole', 'refused')", (id,)) == 1


def take_whole(tx: Tx, *, now: datetime, again: datetime, limit: int) -> list[Upload]:
    """Take whole ones nobody has made anything of, the longest waiting first; others take others until `again`."""
    sql = f"""UPDATE upload SET try_at = %s WHERE id IN (
                  SELECT id FROM upload WHERE state = 'whole' AND try_at <= %s
                  ORDER BY try_at, id LIMIT %s FOR UPDATE SKIP LOCKED)
              RETURNING {UPLOADS.listed}"""
    return [UPLOADS.load(row) for row in tx.all(sql, (again, now, limit))]


def expire(tx: Tx, *, now: datetime, limit: int) -> list[str]:
    """Delete uploads whose day is over, and give their ids. What is whole is not over: it waits for us, not for its sender."""
    sql = """DELETE FROM upload WHERE id IN (
                 SELECT id FROM upload WHERE expires_at <= %s AND state <> 'whole'
                 ORDER BY expires_at LIMIT %s FOR UPDATE SKIP LOCKED)
             RETURNING id::text"""
    return [id for (id,) in tx.all(sql, (now, limit))]
