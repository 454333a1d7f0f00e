"""Acts to be audited, and what is found wrong with them."""
from datetime import UTC, datetime

from kernel import audit
from kernel.audit_verify import verify
from kernel.call import Actor, Call

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CALL = Call(actor=Actor("u1", "officer", "unit-1"), trace="t1", now=NOW)


def write(db, subject, count, **detail):
    """Commit `count` acts on one record, one transaction each."""
    for version in range(1, count + 1):
        with db.transaction() as tx:
            audit.append(tx, CALL, act="dispatch", kind="incident", subject=subject, version=version, detail=detail)


def found(db, **options):
    """Give problem, record and row of each finding, read three rows at a time."""
    return [(finding.problem, finding.subject, finding.seq) for finding in verify(db, batch=3, **options).findings]
