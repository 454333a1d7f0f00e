"""A schema with an audit in it, reached as its service and as an administrator."""
import psycopg2
import pytest

from kernel.audit_seal import count_waiting, seal_batch
from tests.integration.kernel.trail import NOW, write


@pytest.fixture
def db(database_of):
    return database_of("grid")


@pytest.fixture
def other_db(database_of):
    return database_of("petition")


@pytest.fixture
def admin(admin_url):
    """Run statements in the schema of `db` with every right."""

    def run(statement):
        conn = psycopg2.connect(admin_url, options="-c search_path=grid")
        with conn, conn.cursor() as cursor:
            cursor.execute(statement)
        conn.close()

    return run


@pytest.fixture
def filled(db):
    """Three records of five acts, sealed in seals of four rows, and two acts not yet sealed."""
    for subject in ("a", "b", "c"):
        write(db, subject, 5, note='quote " backslash \\ 中文 \n')
    while count_waiting(db):
        with db.transaction() as tx:
            seal_batch(tx, NOW, limit=4)
    write(db, "d", 2)
    return db
