"""Rewards as rows, and the table of amounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kernel import page as keyset
from kernel.db import Tx
from kernel.errors import Conflict, Invalid, Missing
from kernel.page import Order, Part
from kernel.rows import Reader, Table, same
from services.grid.domain.order.reward import Amount, Reward
from services.grid.store import incident as incidents

REWARDS, AMOUNTS = Table("reward", Reward), Table("reward_amount", Amount, key="case_type")
CREATED = Order("created_at", descending=True)
SET = """
INSERT INTO reward_amount (case_type, least, most) VALUES (%s, %s, %s)
ON CONFLICT (case_type) DO UPDATE SET least = excluded.least, most = excluded.most
"""


def number(tx: Tx) -> int:
    """Give a number no other reward has had."""
    row = tx.one("SELECT nextval('reward_number')")
    assert row is not None
    return int(row[0])


def set_amount(tx: Tx, amount: Amount) -> None:
    """Queue within which amounts a kind is rewarded from now on."""
    tx.conflict("reward_amount_case_type_fkey", Invalid("grid.case_type_unknown", pointer="/case_type"))
    tx.later(SET, (amount.case_type, amount.least, amount.most))


def amount(db: Reader, case_type: str | None) -> Amount | None:
    """Give within which amounts a kind is rewarded, None where it is not."""
    return AMOUNTS.find(db, "WHERE case_type = %s", (case_type,))


def amounts(db: Reader) -> list[Amount]:
    """Give the whole table, by kind."""
    return AMOUNTS.all(db, "ORDER BY case_type")


def add(tx: Tx, reward: Reward) -> None:
    """Queue a fresh reward; a report is rewarded once.

    :raises Conflict: grid.reward_already_proposed, at the commit
    """
    tx.conflict("reward_once", Conflict("grid.reward_already_proposed"))
    REWARDS.insert(tx, reward)


def matter_rewarded(tx: Tx, incident: str) -> bool:
    """Tell whether a report joined to this one has a reward that was not refused."""
    joined = "SELECT FROM reward JOIN incident ON incident.id = reward.incident WHERE main = %s AND reward.state <> 'refused'"
    return tx.one(f"SELECT EXISTS ({joined})", (incident,)) == (True,)


def matter_approved(tx: Tx, matter: str, *, besides: str) -> bool:
    """Tell whether another reward than `besides` was approved for a report of a matter. matter: id of its main report."""
    of_it = "SELECT FROM reward JOIN incident ON incident.id = reward.incident WHERE (incident.id = %s OR main = %s)"
    rest = f"{of_it} AND reward.id <> %s AND reward.state IN ('approved', 'claimed', 'paid')"
    return tx.one(f"SELECT EXISTS ({rest})", (matter, matter, besides)) == (True,)


def lock_matter(tx: Tx, id: str) -> str | None:
    """Lock what the report of a reward is joined to, before the report itself is -> its id; None where it stands alone."""
    joined = "SELECT main FROM incident WHERE id = (SELECT incident FROM reward WHERE id = %s)"
    row = tx.one(f"SELECT id::text FROM incident WHERE id = ({joined}) FOR UPDATE", (id,))
    return str(row[0]) if row else None


def lock(tx: Tx, id: str, version: int) -> Reward:
    """Read a reward to change it, its incident first.

    :raises Missing: grid.reward_missing
    :raises Conflict: grid.reward_changed
    """
    incidents.lock_above(tx, REWARDS.name, id)
    found = REWARDS.lock(tx, id, Missing("grid.reward_missing"))
    same(found, version, Conflict("grid.reward_changed"))
    return found


def lock_by(tx: Tx, column: str, value: str) -> Reward:
    """Read a reward by its number, or by the incident it is for, to change it. column: one of those two.

    :raises Missing: grid.reward_missing
    """
    rest = f"WHERE {column} = %s AND state <> 'refused' FOR UPDATE"
    return REWARDS.need(tx, rest, (value,), missing=Missing("grid.reward_missing"))


def save(tx: Tx, before: Reward, after: Reward) -> None:
    """Queue what changed of one."""
    REWARDS.save(tx, before, after)


def page(
    db: Reader, scope: Part, asked: Mapping[str, Any], *, limit: int, after: Mapping[str, Any] | None
) -> tuple[list[Reward], dict[str, str] | None]:
    """Give one page within a scope, the newest first. asked: state, incident."""
    parts = [scope, *((f"{name} = %s", [asked[name]]) for name in ("state", "incident") if asked[name])]
    return keyset.page(db, REWARDS, CREATED, parts, limit=limit, after=after)
