"""How long the petition service keeps its files."""
from __future__ import annotations

from datetime import datetime

from kernel import audit, erasure, retention_own
from kernel.call import Call
from kernel.db import Tx
from kernel.keep import Keep
from kernel.retention import Keys, Rows, Rule

HELD = "EXISTS (SELECT FROM retention_hold AS h WHERE h.subject = p.id)"


def put_on_list(tx: Tx, call: Call, keys: Keys, before: datetime) -> int:
    """Put ended petitions on the list that is handed to the archive, and give how many; nothing of them goes.

    Rule GR-414, 《档案法》 art. 13-14, domain 5.5: the archive decides what becomes of a petition's file.
    """
    ids = [id for id, _ in keys]
    listed = tx.run("UPDATE petition SET listed_at = %s WHERE id = ANY(%s::uuid[])", (call.now, ids))
    for id, version in keys:
        detail = {"rule": "petition.file"}
        audit.append(tx, call, act="list_for_archive", kind="petition", subject=id, version=version, detail=detail)
    return listed


RULES: tuple[Rule, ...] = (
    Rule(
        "petition.file", ("file of a petition, sealed, after its end", "信访案卷（封存）"),
        Keep(10, "years"), Keep(10, "years"), Keep(30, "years"), "hand_over", "《档案法》 art. 13-14; domain 5.5",
        Rows(
            "petition AS p", "p.changed_at", "p.id::text, p.version",
            pending="p.listed_at IS NULL AND p.state IN ('answered', 'refused', 'withdrawn')", held=HELD,
        ),
        put_on_list, batch=erasure.BATCH,
    ),
    retention_own.unmasking("petition"),
)  # fmt: skip
