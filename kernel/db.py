"""PostgreSQL as a service sees it: its own schema, transactions in few round trips, failures it can act on."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg2
from nameko.extensions import DependencyProvider, SharedExtension
from psycopg2 import errors

from kernel import plan
from kernel.errors import Failure, Unavailable
from kernel.keyring import read_keys
from kernel.pool import IDLE, Pool

AWAY = (
    psycopg2.OperationalError,
    psycopg2.InterfaceError,
    errors.ReadOnlySqlTransaction,  # another server is the writing one now
)
BEATEN = (errors.DeadlockDetected, errors.SerializationFailure)
Params = Sequence[Any] | dict[str, Any] | None


SLACK = 1.0  # seconds given to the server beyond the limit it is told, before it is taken for dead


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement to send. prepared: its text is a constant of the code, worth preparing once on each connection."""

    sql: str
    params: Params = None
    prepared: bool = False


BEGIN, COMMIT = Statement("BEGIN"), Statement("COMMIT")


class Tx:
    """One transaction. Writes given to `later` travel together with COMMIT in a single round trip.

    Statements use %s or %(name)s. Failures of the database come as Unavailable; a violated constraint comes as the
    failure registered with `conflict`, or as psycopg2's own error, which is a defect.

    A connection is taken with the first statement that is sent, so that work before it holds none.
    """

    def __init__(self, database: Database):
        self.database = database
        self._conn: Any = None
        self._cursor: Any = None
        self._later: list[Statement] = []
        self._after: list[Callable[[], None]] = []
        self._conflicts: dict[str, Failure] = {}

    def run(self, sql: str, params: Params = None) -> int:
        """Run a statement now and give how many rows it touched."""
        self._send([Statement(sql, params)])
        return int(self._cursor.rowcount)

    def one(self, sql: str, params: Params = None, *, prepared: bool = False) -> tuple[Any, ...] | None:
        """Run a statement now and give its first row, or None. prepared: as for `later`."""
        self._send([Statement(sql, params, prepared)])
        row: tuple[Any, ...] | None = self._cursor.fetchone()
        return row

    def all(self, sql: str, params: Params = None, *, prepared: bool = False) -> list[tuple[Any, ...]]:
        """Run a statement now and give its rows. prepared: as for `later`."""
        self._send([Statement(sql, params, prepared)])
        rows: list[tuple[Any, ...]] = self._cursor.fetchall()
        return rows

    def later(self, sql: str, params: Params = None, *, first: bool = False, prepared: bool = False) -> None:
        """Queue a write whose result nobody needs.

        first: put it ahead of those queued before. prepared: have the server keep its plan; only for a text that is a
        constant of the code, and whose parameters' types follow from the columns they go to.
        """
        self._later.insert(0 if first else len(self._later), Statement(sql, params, prepared))

    def after_commit(self, act: Callable[[], None]) -> None:
        """Call `act` once the transaction is durable; it must neither fail nor wait."""
        self._after.append(act)

    def conflict(self, constraint: str, failure: Failure) -> None:
        """Say what it means when this transaction violates `constraint`."""
        self._conflicts[constraint] = failure

    def flush(self) -> None:
        """Send what is queued now, for a reader inside the same transaction."""
        if self._later:
            queued, self._later = self._later, []
            self._send(queued)

    def commit(self) -> None:
        """Send what is queued together with COMMIT; done by `Database.transaction`."""
        if self._later or self._conn is not None:
            self._send([*self._later, COMMIT])
            if self._cursor.statusmessage != "COMMIT":  # the server rolls a failed transaction back without a word
                plan.forget(self._cursor)
                raise errors.InFailedSqlTransaction("a failed transaction was to be committed")

    def end(self) -> None:
        """Roll back what is not committed, and give the connection back; done by `Database.transaction`."""
        if self._conn is None:
            return
        try:
            if not self._conn.closed and self._conn.info.transaction_status != IDLE:
                self._cursor.execute(b"ROLLBACK")
                plan.forget(self._cursor)
        except psycopg2.Error:
            self._conn.close()
        finally:  # also when the call's time runs out meanwhile: a place in the pool must never be lost
            self.database.pool.give(self._conn)

    def _send(self, statements: list[Statement]) -> None:
        with translated(self._conflicts):
            if self._conn is not None:
                self._cursor.execute(self._text(statements))
            else:
                self._conn = self.database.pool.take()
                self._cursor = self._conn.cursor()
                self._begin(statements)

    def _begin(self, statements: list[Statement]) -> None:
        """Send BEGIN with the first statements; on a connection that died while idle, once more on a fresh one.

        Not when they end with COMMIT: whether that happened is unknown then, and only a key can tell.
        """
        text = self._text([BEGIN, *statements])
        try:
            self._cursor.execute(text)
        except (psycopg2.OperationalError, psycopg2.InterfaceError):
            if not self._conn.closed or statements[-1] is COMMIT:
                raise
            self._conn = self.database.pool.renew(self._conn)
            self._cursor = self._conn.cursor()
            self._cursor.execute(self._text([BEGIN, *statements]))

    def _text(self, statements: list[Statement]) -> bytes:
        """Give statements as one text for the server."""
        plans = self._cursor.connection.plans
        known = set(plans)
        try:
            return b";".join(_text(self._cursor, statement) for statement in statements)
        except BaseException:  # a value that cannot be written: nothing is sent, so the server learns no plan
            plans.intersection_update(known)
            raise


class Database:
    """One process's way to its schema.

    dsn: libpq URL. district: root area code, named in every event. size: connections. wait: seconds to wait for a free one.
    statement_timeout: seconds, enforced by the server, shorter than the caller's own limit. lock_timeout: seconds a
    statement waits for another's lock.
    """

    def __init__(
        self,
        dsn: str,
        *,
        schema: str,
        district: str = "",
        size: int = 8,
        wait: float = 2.0,
        statement_timeout: float = 3.0,
        lock_timeout: float = 2.0,
    ):
        self.schema = schema
        self.district = district
        self.marks: tuple[bytes, ...] = ()  # keys of digests of what was asked, newest first
        self.relay: Any = None  # set by kernel.outbox, told of each commit
        options = {
            "search_path": schema,
            "timezone": "UTC",
            "jit": "off",
            "statement_timeout": int(statement_timeout * 1000),
            "lock_timeout": int(lock_timeout * 1000),
            "idle_in_transaction_session_timeout": 10000,
        }
        connect = {
            "options": " ".join(f"-c {key}={value}" for key, value in options.items()),
            "connect_timeout": 2,
            "application_name": f"linli-{schema}",
            "tcp_user_timeout": 5000,
        }
        self.pool = Pool(dsn, size=size, wait=wait, limit=statement_timeout + SLACK, options=connect)

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """Open a transaction: committed when the block ends, rolled back when it raises.

        :raises Unavailable: database.unavailable, database.timeout, database.busy
        """
        tx = Tx(self)
        try:
            yield tx
            tx.commit()
        finally:
            tx.end()
        for act in tx._after:
            act()

    def one(self, sql: str, params: Params = None, *, prepared: bool = False) -> tuple[Any, ...] | None:
        """Read one row, or None, in one round trip outside any transaction. prepared: as for `Tx.later`."""
        rows = self.all(sql, params, prepared=prepared)
        return rows[0] if rows else None

    def all(self, sql: str, params: Params = None, *, prepared: bool = False) -> list[tuple[Any, ...]]:
        """Run one statement on its own and give its rows; [] when it gives none. prepared: as for `Tx.later`."""
        statement = Statement(sql, params, prepared)
        conn = self.pool.take()
        try:
            cursor = conn.cursor()
            with translated({}):
                try:
                    _alone(cursor, statement)
                except (psycopg2.OperationalError, psycopg2.InterfaceError):
                    if not conn.closed:
                        raise
                    conn = self.pool.renew(conn)
                    cursor = conn.cursor()
                    _alone(cursor, statement)
            return cursor.fetchall() if cursor.description else []
        finally:
            self.pool.give(conn)

    def ping(self) -> None:
        """Prove that the server answers.

        :raises Unavailable: when it does not
        """
        self.one("SELECT 1")

    def close(self) -> None:
        """Close idle connections."""
        self.pool.close()


def _text(cursor: Any, statement: Statement) -> bytes:
    """Give a statement as the server reads it."""
    if statement.prepared and statement.params is not None:
        return plan.text(cursor, statement.sql, statement.params)
    if statement.params is None:
        return statement.sql.encode()
    made: bytes = cursor.mogrify(statement.sql, statement.params)
    return made


def _alone(cursor: Any, statement: Statement) -> None:
    """Run a statement outside any transaction."""
    try:
        cursor.execute(_text(cursor, statement))
    except Exception:
        if statement.prepared and not cursor.connection.closed:
            plan.forget(cursor)
        raise


@contextmanager
def translated(conflicts: dict[str, Failure]) -> Iterator[None]:
    """Turn the driver's errors into failures a caller can act on."""
    try:
        yield
    except errors.QueryCanceled as exc:
        raise Unavailable("database.timeout") from exc
    except (errors.LockNotAvailable, *BEATEN) as exc:
        raise Unavailable("database.busy") from exc
    except psycopg2.IntegrityError as exc:
        known = conflicts.get(exc.diag.constraint_name or "")
        if known is None:
            raise
        raise known from exc
    except AWAY as exc:
        raise Unavailable("database.unavailable") from exc


def was_beaten(failure: Failure) -> bool:
    """Say whether the server has undone a transaction because another stood in its way: nothing of it has happened."""
    return isinstance(failure.__cause__, BEATEN)


class SharedDatabase(SharedExtension):
    """The one Database of a process, shared by all that need it."""

    database: Database

    def setup(self) -> None:
        settings = self.container.config["settings"]
        name = self.container.service_name
        self.database = Database(settings.database_url, schema=name, district=settings.district, size=settings.pool)
        self.database.marks = tuple(key.derive("linli/once", "sha256") for key in read_keys(settings.seal_keys))

    def stop(self) -> None:
        self.database.close()

    def ready(self) -> None:
        """Raise when the database does not answer; asked by the readiness probe."""
        self.database.ping()


class DatabaseProvider(DependencyProvider):
    """Gives a service method its Database, as `self.db`."""

    shared = SharedDatabase()

    def get_dependency(self, worker_ctx: Any) -> Database:
        return self.shared.database
