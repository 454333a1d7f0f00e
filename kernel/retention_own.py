"""What every service keeps by the kernel's doing, and for how long."""
from __future__ import annotations

from datetime import datetime

from kernel import inbox, once
from kernel.call import Call
from kernel.db import Tx
from kernel.keep import Keep
from kernel.retention import Keys, Rows, Rule, delete

YEARS_3 = Keep(3, "years")


def _cut(tx: Tx, call: Call, keys: Keys, before: datetime) -> int:
    """Cut the oldest seal with its rows, where the chain is kept verifiable: its digest stays as the new beginning."""
    row = tx.one("SELECT audit_cut(%s)", (before,))
    return int(row[0]) if row else 0


def _days(number: int) -> Keep:
    return Keep(number, "days")


RULES: tuple[Rule, ...] = (
    Rule(
        "kernel.keys", ("idempotency keys with the stored answer", "幂等键及其应答"), _days(once.KEPT_DAYS), _days(1), _days(30),
        "delete", "local design", Rows("once", "at"), delete("once"), by_itself=True,
    ),
    Rule(
        "kernel.inbox", ("which event was handled", "已处理事件"), _days(inbox.KEPT_DAYS), _days(30), _days(90),
        "delete", "local design", Rows("inbox", "at"), delete("inbox"), by_itself=True,
    ),
    Rule(
        "kernel.letters", ("events that failed and were sent again", "已重放的失败事件"), _days(30), _days(7), _days(180),
        "delete", "local design", Rows("dead_letter", "replayed_at", pending="replayed_at IS NOT NULL"), delete("dead_letter"),
        by_itself=True,
    ),
    Rule(
        "kernel.reports", ("reports of what was let go of", "留存执行报告"), YEARS_3, YEARS_3, None,
        "delete", "《个人信息保护法》 art. 55-56", Rows("retention_run", "ended_at"), delete("retention_run"), by_itself=True,
    ),
    # identity handed to another service is told by audit rows alone, so the audit is the record of sharing too
    Rule(
        "kernel.audit", ("audit of acts, also the record of what was shared", "审计记录（含共享记录）"), YEARS_3, YEARS_3, None,
        "delete", "《个人信息保护法》 art. 55-56; domain 5.5",
        Rows("audit_seal", "at", "no", pending="no < (SELECT max(no) FROM audit_seal)", lock=False), _cut, batch=1,
    ),
)  # fmt: skip


def unmasking(service: str) -> Rule:
    """Give the rule of a service's record of who was let see a sealed identity: that, too, is a record of sharing."""
    return Rule(
        f"{service}.unmasking", ("who was let see a sealed identity, and why", "身份解密申请记录"), YEARS_3, YEARS_3, None,
        "delete", "《个人信息保护法》 art. 55-56; domain 5.5", Rows("unmasking", "asked_at"), delete("unmasking"),
    )
