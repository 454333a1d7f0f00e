"""How long the grid service keeps what it knows of people."""
from __future__ import annotations

from datetime import datetime

from kernel import audit, erasure, retention_own
from kernel.call import Call
from kernel.db import Tx
from kernel.keep import Keep
from kernel.retention import Keys, Rows, Rule
from services.grid.store.erasure.erasure import anonymise

# what is joined to another waits for its answer, though it is in no queue
HELD = """
i.state = 'merged'
OR EXISTS (SELECT FROM retention_hold AS h WHERE h.subject = i.id)
OR EXISTS (SELECT FROM supervision AS s WHERE s.incident = i.id AND s.state <> 'ended')
OR EXISTS (SELECT FROM work_order AS w WHERE w.incident = i.id AND w.state IN ('given', 'finished'))
"""


def make_nobodys(tx: Tx, call: Call, keys: Keys, before: datetime) -> int:
    """Make ended matters nobody's, and give how many.

    Rule GR-413, 《个人信息保护法》 art. 19 and 47, domain 5.5: who reported, and in which words, goes two years after the close;
    counts and clocks stay. What is supervised or still worked on stays whole.
    """
    anonymise(tx, call, "incident", [id for id, _ in keys])
    for id, version in keys:
        audit.append(tx, call, act="let_go", kind="incident", subject=id, version=version, detail={"rule": "grid.contact"})
    return len(keys)


RULES: tuple[Rule, ...] = (
    Rule(
        "grid.contact", ("who reported a matter and its words, after its close", "办结事项的报告人信息与文字"),
        Keep(2, "years"), Keep(6, "months"), Keep(2, "years"), "anonymise", "《个人信息保护法》 art. 19, 47; domain 5.5",
        Rows(
            "incident AS i", "i.closed_at", "i.id::text, i.version",
            pending=f"i.closed_at IS NOT NULL AND i.description <> '{erasure.ERASED}'", held=HELD,
        ),
        make_nobodys, batch=erasure.BATCH,
    ),
    Rule(
        "grid.tracks", ("positions of staff on a round", "巡查轨迹点"), Keep(90, "days"), Keep(1, "days"), Keep(90, "days"),
        "delete", "domain 5.5; the district's own choice is `duty.kept_days`", Rows("check_in", "taken_at"), by="duty",
    ),
    retention_own.unmasking("grid"),
)  # fmt: skip
