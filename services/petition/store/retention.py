"""How long the petition service keeps its files, and what came to the one window."""
from __future__ import annotations

from datetime import datetime

from kernel import audit, erasure, retention_own
from kernel.call import Call
from kernel.db import Tx
from kernel.keep import Keep
from kernel.retention import Keys, Rows, Rule
from services.petition.store import said

HELD = "EXISTS (SELECT FROM retention_hold AS h WHERE h.subject = p.id)"
# while what was made of it is examined, so is how it came in
HELD_INTAKE = "EXISTS (SELECT FROM retention_hold AS h WHERE h.subject IN (i.id, i.became))"


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


def make_nobodys(tx: Tx, call: Call, keys: Keys, before: datetime) -> int:
    """Make ended intakes nobody's, and give how many; number, kind, clocks and what they became stay.

    Rule GR-451, 《个人信息保护法》 art. 19, 47, domain 5.5: who brought what is kept two years after its end at the window, and
    longer only where it went on to, by the rule of that.
    """
    ids = [id for id, _ in keys]
    said.anonymise(tx, ids)
    tx.run("UPDATE intake SET let_go_at = %s WHERE id = ANY(%s::uuid[])", (call.now, ids))
    for id, version in keys:
        audit.append(tx, call, act="let_go", kind="intake", subject=id, version=version, detail={"rule": "petition.intake"})
    return len(keys)


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
    Rule(
        "petition.intake", ("who brought what to the one window, after its end there", "一号受理的来人信息与文字"),
        Keep(2, "years"), Keep(6, "months"), Keep(2, "years"), "anonymise", "《个人信息保护法》 art. 19, 47; domain 5.5",
        Rows(
            "intake AS i", "i.changed_at", "i.id::text, i.version",
            pending="i.let_go_at IS NULL AND i.state IN ('linked', 'answered', 'finished')", held=HELD_INTAKE,
        ),
        make_nobodys, batch=erasure.BATCH,
    ),
    retention_own.unmasking("petition"),
)  # fmt: skip
