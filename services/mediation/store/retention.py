"""How long the mediation service keeps its files."""
from __future__ import annotations

from datetime import datetime

from kernel import audit, erasure, retention_own
from kernel.call import Call
from kernel.db import Tx
from kernel.keep import Keep
from kernel.retention import Keys, Rows, Rule
from services.mediation.store.erasure import anonymise

HELD = "EXISTS (SELECT FROM retention_hold AS h WHERE h.subject = d.id)"
# words may have gone with one side that asked for it: who the other side is goes with the term all the same
NAMED = """EXISTS (
    SELECT FROM party AS side JOIN person ON person.party = side.id
    WHERE side.dispute = d.id AND coalesce(name, phone, address, account) IS NOT NULL)"""
ENDED = f"d.state IN ('refused', 'agreed', 'failed', 'ended') AND (d.matter <> '{erasure.ERASED}' OR {NAMED})"
# an agreement something of which is due more than a year after it was made: its file is of the longer class
LONG = """EXISTS (
    SELECT FROM agreement AS a, jsonb_path_query(a.content, '$.**.due_on') AS due
    WHERE a.dispute = d.id AND due #>> '{}' > to_char(a.concluded_at + interval '1 year', 'YYYY-MM-DD'))"""


def make_nobodys(tx: Tx, call: Call, keys: Keys, before: datetime) -> int:
    """Make ended disputes nobody's, and give how many.

    Rule GR-415, 《人民调解法》 art. 27, domain 5.5: a file is kept by its class, five years or, for what is performed over more
    than one, ten; how many were settled stays.
    """
    anonymise(tx, call, "dispute", [id for id, _ in keys])
    for id, version in keys:
        audit.append(tx, call, act="let_go", kind="dispute", subject=id, version=version, detail={"rule": "mediation.file"})
    return len(keys)


def _rows(which: str) -> Rows:
    return Rows("dispute AS d", "d.changed_at", "d.id::text, d.version", pending=f"{ENDED} AND {which}", held=HELD)


RULES: tuple[Rule, ...] = (
    Rule(
        "mediation.file", ("file of a dispute, after its end", "调解案卷（短期）"),
        Keep(5, "years"), Keep(5, "years"), Keep(10, "years"),
        "anonymise", "《人民调解法》 art. 27; domain 5.5", _rows(f"NOT {LONG}"), make_nobodys, batch=erasure.BATCH,
    ),
    Rule(
        "mediation.long_file", ("file of a dispute whose agreement is performed over more than a year", "调解案卷（长期履行）"),
        Keep(10, "years"), Keep(10, "years"), Keep(30, "years"),
        "anonymise", "《人民调解法》 art. 27; domain 5.5", _rows(LONG), make_nobodys, batch=erasure.BATCH,
    ),
    retention_own.unmasking("mediation"),
)  # fmt: skip
