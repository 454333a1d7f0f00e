"""How long the front door keeps who looked at what, and what was taken out as a list."""
from __future__ import annotations

from datetime import datetime

from kernel.call import Call
from kernel.db import Tx
from kernel.keep import Keep
from kernel.retention import Keys, Rows, Rule

# looks are dropped by whole months of Shanghai
MONTH = "at < date_trunc('month', %(before)s::timestamptz AT TIME ZONE 'Asia/Shanghai') AT TIME ZONE 'Asia/Shanghai'"


def drop_months(tx: Tx, call: Call, keys: Keys, before: datetime) -> int:
    """Drop the months of looks that are past their time, and give how many looks went.

    Rule GR-417, domain 5.5: at least six months, three years without a choice.
    """
    row = tx.one(f"SELECT count(*) FROM look WHERE {MONTH}", {"before": before})
    dropped = tx.one("SELECT look_sweep(%s)", (before,))
    return int(row[0]) if row and dropped and dropped[0] else 0


RULES: tuple[Rule, ...] = (
    Rule(
        "gateway.looks", ("who looked at which records", "查阅记录"), Keep(3, "years"), Keep(6, "months"), None,
        "delete", "domain 5.5", Rows("look", "at", "id", past=MONTH, lock=False), drop_months, batch=1,
    ),
    Rule(
        "gateway.exports", ("that a list was taken out; its file goes after a day", "导出记录（文件一日后删除）"),
        Keep(30, "days"), Keep(30, "days"), Keep(30, "days"), "delete", "local design",
        Rows("export", "ended_at", pending="file IS NULL AND ended_at IS NOT NULL"), by="export keeper",
    ),
)  # fmt: skip
