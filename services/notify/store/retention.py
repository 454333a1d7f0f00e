"""How long the notify service keeps what it has told people."""
from __future__ import annotations

from datetime import datetime

from kernel.call import Call
from kernel.db import Tx
from kernel.keep import Keep
from kernel.retention import Keys, Rows, Rule

TABLES = ("reading", "delivery", "reach")


def forget(tx: Tx, call: Call, keys: Keys, before: datetime) -> int:
    """Delete notices with all that hangs on them, and give how many.

    Rule GR-416, 《个人信息保护法》 art. 19, domain 5.5: what was told to whom is kept for half a year.
    """
    ids = [id for (id,) in keys]
    for table in TABLES:
        tx.run(f"DELETE FROM {table} WHERE notice = ANY(%s::uuid[])", (ids,))
    return tx.run("DELETE FROM notice WHERE id = ANY(%s::uuid[])", (ids,))


RULES: tuple[Rule, ...] = (
    Rule(
        "notify.content", ("notices and what became of each", "通知内容与投递记录"),
        Keep(180, "days"), Keep(30, "days"), Keep(180, "days"),
        "delete", "《个人信息保护法》 art. 19; domain 5.5", Rows("notice AS n", "n.at", "n.id::text"), forget, by_itself=True,
    ),
)  # fmt: skip
