"""How long each kind of data is kept and what becomes of it then: a rule for each, carried out in small batches.

A rule finds what is past its time by an index, takes hold of a batch that no other process has, and lets it go in the same
transaction: stopped anywhere, the next run goes on from there, and what is gone is not found again.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel import logs
from kernel.call import Call
from kernel.db import Database, Tx
from kernel.keep import Keep
from kernel.rows import Reader

FATES = ("delete", "anonymise", "hand_over")
COUNTED = 100_000  # rows a dry run counts at most for one rule
Keys = Sequence[tuple[Any, ...]]
log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Rows:
    """What a rule is about, in SQL of the code alone.

    source: table with its alias. at: since when it is kept. key: what tells a row, given to the rule's work. pending: what
    else must be so, '' for nothing. held: when it must stay whatever its age, '' for never. past: when it is past its time,
    with %(before)s. lock: rows are locked, past those another process has; not where the work locks by itself.
    """

    source: str
    at: str
    key: str = "ctid::text"
    pending: str = ""
    held: str = ""
    past: str = ""
    lock: bool = True

    @property
    def due(self) -> str:
        """Give the condition of what is past its time, held or not."""
        return " AND ".join(filter(None, (self.past or f"{self.at} <= %(before)s", self.pending)))

    @property
    def free(self) -> str:
        """Give the condition of what may go."""
        return f"{self.due} AND NOT ({self.held})" if self.held else self.due

    @property
    def take(self) -> str:
        """Give the query of the next batch, the oldest first."""
        alias = self.source.split()[-1]
        lock = f" FOR UPDATE OF {alias} SKIP LOCKED" if self.lock else ""
        return f"SELECT {self.key} FROM {self.source} WHERE {self.free} ORDER BY {self.at} LIMIT %(limit)s{lock}"

    @property
    def counted(self) -> str:
        """Give the query of how many may go and since when the oldest is kept."""
        return (
            f"SELECT count(*), min(at) FROM (SELECT {self.at} AS at FROM {self.source} WHERE {self.free}"
            f" ORDER BY {self.at} LIMIT {COUNTED}) AS found"
        )

    @property
    def kept_back(self) -> str:
        """Give the query of how many are past their time and must stay."""
        return f"SELECT count(*) FROM (SELECT FROM {self.source} WHERE {self.due} AND ({self.held}) LIMIT {COUNTED}) AS found"

    @property
    def following(self) -> str:
        """Give the query of the oldest that is not past its time."""
        rest = f" AND {self.pending}" if self.pending else ""
        return f"SELECT {self.at} FROM {self.source} WHERE {self.at} > %(before)s{rest} ORDER BY {self.at} LIMIT 1"


Work = Callable[[Tx, Call, Keys, datetime], int]


@dataclass(frozen=True, slots=True)
class Rule:
    """How long one kind of data is kept. name: `service.kind`. said: what it is, in English and in Chinese.

    usual: kept without a choice of the district; least, most: what it may choose, None = as long as it likes. fate: of FATES.
    basis: law or design. work: lets a batch go and gives how many went, None where a loop of its service does, which `by`
    names. batch: rows in one transaction. by_itself: carried out by every process as time passes; else by an operator, who
    has looked at a dry run first.
    """

    name: str
    said: tuple[str, str]
    usual: Keep
    least: Keep
    most: Keep | None
    fate: str
    basis: str
    rows: Rows
    work: Work | None = None
    by: str = ""
    batch: int = 1000
    by_itself: bool = False

    def __post_init__(self) -> None:
        if self.fate not in FATES or (self.work is None) is (self.by == ""):
            raise ValueError(f"{self.name}: {self.fate}, {self.by}")
        self.bounded(self.usual)

    def bounded(self, keep: Keep) -> Keep:
        """Give a length this rule allows.

        Rule GR-411, 《个人信息保护法》 art. 19, domain 5.5: no shorter than the law wants it kept, no longer than is needed.

        :raises ValueError: for a length outside of least and most
        """
        if keep.days < self.least.days or (self.most is not None and keep.days > self.most.days):
            raise ValueError(f"{self.name} is kept for {self.least} to {self.most or 'ever'}, not for {keep}")
        return keep


@dataclass(frozen=True, slots=True)
class Found:
    """What a dry run says of one rule. n: past its time and free to go, 100,000 at most. oldest: since when the oldest of them
    is kept. held: past its time, and must stay. next: when the next is past its time, None where nothing waits."""

    rule: Rule
    keep: Keep
    before: datetime
    n: int
    oldest: datetime | None
    held: int
    next: datetime | None


@dataclass(frozen=True, slots=True)
class Run:
    """The report of one rule carried out: counts, no content."""

    rule: str
    run: str
    keep: str
    before: datetime
    gone: int
    held: int
    ended_at: datetime


def chosen(rules: Iterable[Rule], text: str) -> dict[str, Keep]:
    """Give how long each rule keeps, by name, with a district's choices: `grid.contact=1 years, notify.content=90 days`.

    Names of rules of other services are passed over: one text is told to all.

    :raises ValueError: for what cannot be read, a length out of bounds, a name no rule of an own kind has, or a rule that
        something else lets go by
    """
    known = {rule.name: rule for rule in rules}
    keeps = {name: rule.usual for name, rule in known.items()}
    own = {name.partition(".")[0] for name in known}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, length = (word.strip() for word in part.partition("="))
        if name in known and known[name].by:
            raise ValueError(f"how long {name} is kept is not chosen here: it is let go of by {known[name].by}")
        if name in known:
            keeps[name] = known[name].bounded(Keep.parse(length))
        elif name.partition(".")[0] in own:
            raise ValueError(f"there is no rule {name}: {', '.join(sorted(known))}")
    return keeps


def look(db: Reader, rule: Rule, keep: Keep, now: datetime) -> Found:
    """Tell what carrying a rule out now would do, and do nothing."""
    before = keep.before(now)
    given = {"before": before}
    n, oldest = db.one(rule.rows.counted, given) or (0, None)
    following = db.one(rule.rows.following, given)
    return Found(rule, keep, before, n, oldest, _held(db, rule, before), keep.after(following[0]) if following else None)


def carry_out(
    db: Database, rule: Rule, keep: Keep, *, now: datetime, run: str, told: Callable[[int], None] = lambda n: None
) -> Run:
    """Let go of all that is past its time, batch by batch, and keep a report of it.

    run: what the report is called; a second run of the same name adds to the first's. told: how many went, after each batch.

    Rule GR-412, design: what another process has in hand is passed over, so two at once do each row once.
    """
    before = keep.before(now)
    gone = 0
    while rule.work is not None and (n := _batch(db, rule, before, now)):
        gone += n
        told(gone)
    report = Run(rule.name, run, str(keep), before, gone, _held(db, rule, before), now)
    if gone or (rule.work is not None and not rule.by_itself):
        _keep_report(db, report)
        log.info("retention_carried_out", rule=rule.name, gone=gone, held=report.held)
    return report


def _batch(db: Database, rule: Rule, before: datetime, now: datetime) -> int:
    assert rule.work is not None
    with db.transaction() as tx:
        keys = tx.all(rule.rows.take, {"before": before, "limit": rule.batch})
        return rule.work(tx, Call(now=now).system(), keys, before) if keys else 0


def _held(db: Reader, rule: Rule, before: datetime) -> int:
    row = db.one(rule.rows.kept_back, {"before": before}) if rule.rows.held else None
    return int(row[0]) if row else 0


def _keep_report(db: Database, report: Run) -> None:
    sql = """INSERT INTO retention_run (rule, run, keep, before, gone, held, ended_at) VALUES (%s, %s, %s, %s, %s, %s, %s)
             ON CONFLICT (rule, run) DO UPDATE SET gone = retention_run.gone + EXCLUDED.gone, held = EXCLUDED.held,
                 keep = EXCLUDED.keep, before = EXCLUDED.before, ended_at = EXCLUDED.ended_at"""
    values = (report.rule, report.run, report.keep, report.before, report.gone, report.held, report.ended_at)
    with db.transaction() as tx:
        tx.run(sql, values)


def delete(table: str) -> Work:
    """Give the work of a rule whose rows are simply deleted, by their place in the table."""

    def work(tx: Tx, call: Call, keys: Keys, before: datetime) -> int:
        return tx.run(f"DELETE FROM {table} WHERE ctid = ANY(%s::tid[])", ([key for (key,) in keys],))

    return work


def by_themselves(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Give the rules every process carries out as time passes."""
    return tuple(rule for rule in rules if rule.by_itself)


def tidy(db: Database, rules: Iterable[Rule], keeps: Mapping[str, Keep], *, now: datetime, day: str) -> int:
    """Carry out what goes by itself, and give how much went. day: the local day, which its report is added to."""
    return sum(carry_out(db, rule, keeps[rule.name], now=now, run=day).gone for rule in by_themselves(rules))
