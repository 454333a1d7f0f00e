"""What a service says of how long it keeps things, and of what it has let go of."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kernel.call import Call
from kernel.db import Database
from kernel.errors import Denied
from kernel.keep import Keep
from kernel.retention import FATES, Rule
from kernel.rows import Reader
from kernel.rpc import rpc
from kernel.upkeep import Upkeep
from kernel.wire import Choice, Flag, Instant, Integer, Many, Nested, Schema, Text, load

OPERATOR = "operator"
LATEST = 10  # reports shown of each rule
RULES_MOST = 100
MOST = 2**53 - 1
RUNS = """
SELECT report.* FROM unnest(%s::text[]) AS name
CROSS JOIN LATERAL (
    SELECT rule, run, keep, before, gone, held, ended_at FROM retention_run
    WHERE rule = name ORDER BY ended_at DESC LIMIT %s
) AS report
"""


class Asked(Schema):
    """Ask how long a service keeps what it keeps."""


class RunView(Schema):
    """One run: how many rows went, and how many were past their time but had to stay."""

    run = Text(most=64)
    keep = Text(most=32)
    before = Instant()
    gone = Integer(0, MOST)
    held = Integer(0, MOST)
    ended_at = Instant()


class RuleView(Schema):
    """One rule. keep: as the district chose, within least and most; most null: as long as it likes.

    itself: carried out as time passes; else by an operator, or by the loop that `by` names.
    """

    name = Text(most=64)
    said = Text(most=200)
    keep = Text(most=32)
    least = Text(most=32)
    most = Text(most=32, allow_none=True)
    fate = Choice(*FATES)
    basis = Text(most=200)
    itself = Flag()
    by = Text(most=64, least=0)
    runs = Many(Nested(RunView), most=LATEST)


class RulesView(Schema):
    """The rules of one service, each with its latest reports, the newest first."""

    items = Many(Nested(RuleView), most=RULES_MOST)


def may_read(call: Call) -> None:
    """Refuse everybody but operators.

    :raises Denied: retention.role_not_allowed
    """
    if call.actor.role != OPERATOR:
        raise Denied("retention.role_not_allowed", roles=[OPERATOR])


def shown(db: Reader, rules: Iterable[Rule], keeps: Mapping[str, Keep], *, language: str) -> dict[str, Any]:
    """Give rules with their latest reports. language: 'zh' or 'en'."""
    known = tuple(rules)
    runs: dict[str, list[dict[str, Any]]] = {rule.name: [] for rule in known}
    for name, run, keep, before, gone, held, ended_at in db.all(RUNS, (list(runs), LATEST)):
        said = {"run": run, "keep": keep, "gone": gone, "held": held}
        runs[name].append({**said, "before": before.isoformat(), "ended_at": ended_at.isoformat()})
    return {"items": [_row(rule, keeps[rule.name], runs[rule.name], language) for rule in known]}


def _row(rule: Rule, keep: Keep, runs: list[dict[str, Any]], language: str) -> dict[str, Any]:
    return {
        "name": rule.name,
        "said": rule.said[language != "en"],
        "keep": str(keep),
        "least": str(rule.least),
        "most": str(rule.most) if rule.most else None,
        "fate": rule.fate,
        "basis": rule.basis,
        "itself": rule.by_itself,
        "by": rule.by,
        "runs": runs,
    }


class Retaining:
    """A service that lets go of what is past its time."""

    db: Database
    call: Call
    upkeep: Upkeep

    @rpc
    def list_retention(self, command: dict[str, Any]) -> dict[str, Any]:
        """Give the service's rules, each with its latest reports; there are few.

        :raises Denied: retention.role_not_allowed
        """
        load(Asked, command)
        may_read(self.call)
        return shown(self.db, self.upkeep.rules, self.upkeep.keeps, language=self.call.language)
