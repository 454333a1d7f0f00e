"""What clients were told against what the database holds, over all schemas: every difference is a loss or a double."""
from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any

import psycopg2

from kernel.migrate import SERVICES
from services.grid.domain import life as grid
from services.mediation.domain import life as mediation
from services.notify.domain import rules
from services.petition.domain import life as petition
from tools.stack import Stack
from tools.worker import ROOT

HOLDERS = {"grid": "incident", "petition": "petition", "mediation": "dispute"}
NAME = {"grid": grid.event_name, "petition": petition.event_name, "mediation": mediation.event_name}
STEPS = "SELECT incident::text, version FROM grid.step WHERE office <> 'system'"
ACTS = {
    "grid": "SELECT incident::text, version FROM grid.step",
    "petition": "SELECT petition::text, version FROM petition.step",
    "mediation": "SELECT dispute::text, max(version) FROM mediation.step GROUP BY dispute, at",
}
# notices of these records' own acts: not of time that runs out, nor of meetings, posts and borders. Who takes over a matter
# is told too, and who stood behind it, but no step keeps who that is
CONCERNED = """n.template NOT LIKE 'deadline%' AND n.template NOT IN ('task_yours', 'support_ended') AND n.subject IN (
    SELECT id::text FROM grid.incident UNION ALL SELECT id::text FROM petition.petition
    UNION ALL SELECT id::text FROM mediation.dispute)"""
Acknowledged = Iterable[tuple[str, int]]


class Ledger:
    """Counts of one stack, read as the administrator."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    def rows(self, sql: str, *params: Any) -> list[tuple[Any, ...]]:
        """Give the rows of one question."""
        with closing(psycopg2.connect(self.stack.database_url)) as conn, conn, conn.cursor() as cursor:
            cursor.execute(sql, params or None)
            return cursor.fetchall() if cursor.description else []

    def counts(self) -> dict[str, int]:
        """Count the rows of every table of every schema."""
        named = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY(%s)"
        tables = sorted(self.rows(named, list(SERVICES)))
        count = 'SELECT count(*) FROM {}."{}"'
        return {f"{schema}.{name}": self.rows(count.format(schema, name))[0][0] for schema, name in tables}

    def acts(self) -> list[tuple[str, int]]:
        """Give the steps people took on incidents, as an acknowledgement names them: record and version after it."""
        return [(row[0], row[1]) for row in self.rows(STEPS)]

    def settled(self, acknowledged: Acknowledged, *, within: float = 60.0) -> dict[str, Any]:
        """Wait until the books balance and give what still differs after `within` seconds: {} when nothing does."""
        wanted, until = Counter(acknowledged), time.monotonic() + within
        while (found := self._differences(wanted)) and time.monotonic() < until:
            time.sleep(0.5)
        return found

    def _differences(self, acknowledged: Counter[tuple[str, int]]) -> dict[str, Any]:
        """Give by name what there is too much (+) and too little (-)."""
        found = {
            "acts": _apart(Counter(self.acts()), acknowledged),
            "audit": _apart(self._audit(), self._steps()),
            "handed": _apart(self._taken(), self._handed()),
            "heard": _apart(self._heard(), self._facts()),
            "notices": _apart(self._notices(), self._due_notices()),
            "deliveries": _apart(self._delivered(), self._due_deliveries()),
            "outbox": {s: n for s in SERVICES if (n := self.rows(f"SELECT count(*) FROM {s}.outbox")[0][0])},
            "dead": {s: n for s in SERVICES if (n := self.rows(f"SELECT count(*) FROM {s}.dead_letter")[0][0])},
        }
        return {name: what for name, what in found.items() if what}

    def _steps(self) -> Counter[tuple[str, str, int]]:
        """Give each act as its audit row names it; the last consent to a mediation also accepts it, in one act."""
        return Counter((schema, *row) for schema, sql in ACTS.items() for row in self.rows(sql))

    def _audit(self) -> Counter[tuple[str, str, int]]:
        """Give the audit rows of acts on these records: not of opening an identity, going with an area, standing behind it."""
        sql = """SELECT subject, (body::json->>'version')::int FROM {}.audit
                 WHERE body::json->>'kind' = %s
                 AND body::json->>'act' NOT IN ('identity_opened', 'follow_area', 'support', 'withdraw_support')"""
        return Counter((schema, *row) for schema, kind in HOLDERS.items() for row in self.rows(sql.format(schema), kind))

    def _handed(self) -> Counter[tuple[str, str]]:
        """Give each handing over that still stands."""
        return Counter(self.rows("SELECT handed_to, id::text FROM grid.incident WHERE handed_to IS NOT NULL"))

    def _taken(self) -> Counter[tuple[str, str]]:
        sql = """SELECT 'petition', origin::text FROM petition.petition WHERE origin IS NOT NULL
                 UNION ALL SELECT 'mediation', origin::text FROM mediation.dispute WHERE origin IS NOT NULL"""
        return Counter(self.rows(sql))

    def _facts(self) -> Counter[tuple[str, str]]:
        """Give what the other services did with what was handed to them, which the reporter's thread must show."""
        sql = """SELECT p.origin::text, 'petition', s.act FROM petition.step s
                 JOIN petition.petition p ON p.id = s.petition WHERE p.origin IS NOT NULL
                 UNION ALL SELECT d.origin::text, 'mediation', s.act FROM mediation.step s
                 JOIN mediation.dispute d ON d.id = s.dispute WHERE d.origin IS NOT NULL"""
        return Counter((origin, NAME[schema](act)) for origin, schema, act in self.rows(sql))

    def _heard(self) -> Counter[tuple[str, str]]:
        sql = "SELECT incident::text, params->>'fact' FROM grid.step WHERE office = 'system' AND params ? 'fact'"
        return Counter(self.rows(sql))

    def _due_notices(self) -> Counter[tuple[str, str, str]]:
        """Give the notices that the rows of rules make of all steps; those of deadlines are counted elsewhere."""
        return Counter((subject, notice.audience, notice.template) for subject, notice in self._told())

    def _notices(self) -> Counter[tuple[str, str, str]]:
        sql = f"SELECT subject, audience, template FROM notify.notice AS n WHERE {CONCERNED}"
        return Counter(self.rows(sql))

    def _due_deliveries(self) -> Counter[tuple[str, str, str]]:
        told = self._told()
        return Counter((subject, notice.template, channel) for subject, notice in told for channel in notice.channels)

    def _delivered(self) -> Counter[tuple[str, str, str]]:
        sql = f"""SELECT n.subject, n.template, d.channel FROM notify.delivery d JOIN notify.notice n ON n.id = d.notice
                  WHERE d.state = 'delivered' AND d.receipt IS NOT NULL AND {CONCERNED}"""
        return Counter(self.rows(sql))

    def _told(self) -> Iterator[tuple[str, rules.Notice]]:
        for schema, holder in HOLDERS.items():
            for subject, act, params in self.rows(f"SELECT {holder}::text, act, params FROM {schema}.step"):
                fact = {"name": NAME[schema](act), "district": self.stack.area, "data": params}
                yield from ((subject, notice) for notice in rules.notices(fact))


def _apart(found: Counter[Any], wanted: Counter[Any]) -> dict[str, Any]:
    """Give what is there too much and too little, a few of each."""
    more, less = found - wanted, wanted - found
    return {sign: (sum(some.values()), some.most_common(3)) for sign, some in (("+", more), ("-", less)) if some}


def audit_verified(stack: Stack) -> str:
    """Run the operators' check of every audit row and seal, with the logs that keep the seals' digests."""
    logs = [word for log in sorted((stack.home / "logs").glob("*.log")) for word in ("--log", str(log))]
    done = subprocess.run(
        [sys.executable, "-m", "tools.audit_verify", "--database-url", stack.database_url, *logs],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout

