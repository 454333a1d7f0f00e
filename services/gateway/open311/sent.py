"""SQL of what was sent lately, so that the same form sent again is the same request."""

from __future__ import annotations

from kernel import clock
from kernel.db import Database

KEEP = """
INSERT INTO open311_sent AS kept (digest, key, at) VALUES (%(digest)s, %(key)s, now())
ON CONFLICT (digest) DO UPDATE SET
    key = CASE WHEN kept.at < now() - interval '24 hours' THEN excluded.key ELSE kept.key END,
    at = CASE WHEN kept.at < now() - interval '24 hours' THEN excluded.at ELSE kept.at END
RETURNING key::text
"""
# a few of the old ones go with each that comes, so that the table is as long as a day
FORGET = """
DELETE FROM open311_sent WHERE digest IN (
    SELECT digest FROM open311_sent WHERE at < now() - interval '24 hours' ORDER BY at LIMIT 10 FOR UPDATE SKIP LOCKED
) RETURNING 1
"""


def key(db: Database, digest: bytes) -> str:
    """Give the idempotency key of a form: the one it had when it came within the last 24 hours, in whichever process.

    digest: 32 bytes, keyed, of the form and of who sends it; the form itself is not kept here.
    """
    row = db.one(KEEP, {"digest": digest, "key": clock.new_id()})
    db.all(FORGET)
    assert row is not None  # an upsert gives its row
    return str(row[0])
