"""The private servers: they come back where they were, with what they stored, whatever ended them or their launcher."""
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import kombu
import psutil
import psycopg2
import pytest

from tests.integration.messaging.peer import until
from tools import postgres as module
from tools.child import Child, children, gone, hold, kept_port, kill
from tools.given import Lacking, check_broker, check_database, check_ownership
from tools.postgres import Postgres
from tools.rabbit import UNHEARD, Rabbit, RabbitFailed

ROOT = Path(__file__).resolve().parents[3]
HOLD = """
import socket, sys
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def own_postgres(tmp_path):
    server = Postgres(tmp_path / "postgres", durable=False)
    yield server
    server.drop()


@pytest.fixture
def own_broker(tmp_path):
    server = Rabbit(tmp_path / "rabbit")
    yield server
    server.drop()


def run(url, statement):
    with closing(psycopg2.connect(url)) as conn:
        conn.autocommit = True
        cursor = conn.cursor()
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else None


def test_postgres_comes_back_at_its_port_with_its_rows_after_a_crash(own_postgres):
    own_postgres.start()
    url = own_postgres.url
    run(url, "CREATE TABLE kept AS SELECT 7 AS number")
    own_postgres.kill()
    with pytest.raises(psycopg2.OperationalError):
        run(url, "SELECT 1")
    own_postgres.start()
    assert own_postgres.url == url
    assert run(url, "SELECT number FROM kept") == [(7,)]


@pytest.fixture
def ended():
    """A process that has ended since it was listed."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as one:
        return psutil.Process(one.pid)


def test_a_child_of_the_server_that_ends_by_itself_keeps_nobody_from_ending_the_rest(own_postgres, ended, monkeypatch):
    own_postgres.start()
    found = own_postgres._processes()
    monkeypatch.setattr(module, "children", lambda process: [ended, *children(process)])
    own_postgres.kill()
    assert all(gone(one, within=10) for one in found)


def test_a_process_may_end_between_two_questions_about_it(ended, monkeypatch):
    monkeypatch.setattr(ended, "is_running", lambda: True)
    kill(ended)
    assert children(ended) == []
    assert gone(ended, within=0)


def test_a_killed_launcher_leaves_a_server_that_the_next_one_ends(own_postgres):
    launcher = (
        "import os, signal, sys; from pathlib import Path; from tools.postgres import Postgres;"
        "Postgres(Path(sys.argv[1]), durable=False).start(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    died = subprocess.run([sys.executable, "-c", launcher, str(own_postgres.home)], cwd=ROOT, check=False)
    assert died.returncode == -signal.SIGKILL
    left = own_postgres.child.find()
    assert left is not None
    own_postgres.start()
    assert gone(left, within=10)
    assert run(own_postgres.url, "SELECT 1") == [(1,)]


def test_a_pid_that_belongs_to_another_process_by_now_is_left_alone(tmp_path):
    child = Child(tmp_path / "pid")
    child.adopt(os.getpid())
    child.file.write_text(child.file.read_text().replace('"born": ', '"born": 1'))
    assert child.find() is None
    child.end(signal.SIGKILL)
    assert not child.file.exists()


def test_a_port_taken_meanwhile_is_given_up(tmp_path):
    path = tmp_path / "port"
    first = kept_port(path)
    assert kept_port(path) == first
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(first)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert holder.stdout.readline() == b"held\n"
    assert kept_port(path) != first
    holder.communicate()


def test_the_broker_keeps_confirmed_messages_over_a_crash_and_leaves_no_port_mapper(own_broker):
    own_broker.start()
    url = own_broker.add_vhost("kept")
    queue = kombu.Queue("letters", durable=True, queue_arguments={"x-queue-type": "quorum"})
    with kombu.Connection(url, transport_options={"confirm_publish": True}) as connection:
        queue(connection.default_channel).declare()
        connection.Producer().publish({"n": 1}, routing_key="letters", delivery_mode=2)
    # this broker writes down who leads a queue some seconds late; a kill before that leaves the queue without its past
    own_broker.evaluate("timer:sleep(8000).")
    mapper = own_broker.mapper.find()
    own_broker.kill()
    own_broker.start()
    assert own_broker.url_for("kept") == url
    with kombu.Connection(url) as connection:
        assert _take(queue(connection.default_channel)).payload == {"n": 1}
    own_broker.stop()
    assert own_broker.child.find() is None
    assert gone(mapper, within=10)
    with pytest.raises(RabbitFailed, match="not running"):
        own_broker.pause()


def _take(queue, patience=60.0):
    """Give the first message; a queue that was led by a crashed broker needs a moment to be led again."""
    end = time.monotonic() + patience
    while (message := queue.get(no_ack=True)) is None:
        assert time.monotonic() < end, "the message is not there"
        time.sleep(0.05)
    return message


def test_a_virtual_host_is_made_for_one_and_gone_when_deleted(broker):
    url = broker.add_vhost("short-lived")
    with kombu.Connection(url) as connection:
        connection.connect()
    broker.delete_vhost("short-lived")
    until(lambda: broker.evaluate("rabbit_vhost:exists(<<\"short-lived\">>).") == "false")


def test_a_broker_that_lets_nobody_in_for_a_moment_is_asked_again(broker, monkeypatch):
    asked, refused = broker._asked, [subprocess.CompletedProcess([], 1, "", f"erl_call: {UNHEARD} linli@localhost")] * 2
    monkeypatch.setattr(broker, "_asked", lambda words: refused.pop() if refused else asked(words))
    assert broker.evaluate("1 + 1.") == "2"
    assert refused == []


@pytest.mark.parametrize("name", ["", "a b", 'x">>).', "邻里"])
def test_a_name_that_means_something_else_to_erlang_is_refused(broker, name):
    with pytest.raises(ValueError, match="not a name"):
        broker.add_vhost(name)


def test_a_given_database_is_told_every_right_it_lacks(postgres):
    check_database(postgres.url)
    run(postgres.url, "CREATE ROLE visitor LOGIN PASSWORD 'visitor'")
    host = postgres.url.rpartition("@")[2]
    with pytest.raises(Lacking) as found:
        check_database(f"postgresql://visitor:visitor@{host}")
    assert "create roles" in str(found.value)
    assert "create schemas" in str(found.value)
    assert "visitor:visitor" not in str(found.value)


def test_a_database_server_that_serves_another_linli_is_left_to_it(postgres):
    host = postgres.url.rpartition("@")[2]
    check_ownership(postgres.url, f"postgresql://nobody_yet:first@{host}")
    run(postgres.url, "CREATE ROLE settled LOGIN PASSWORD 'first'")
    check_ownership(postgres.url, f"postgresql://settled:first@{host}")
    with pytest.raises(Lacking, match="serves another Linli") as found:
        check_ownership(postgres.url, f"postgresql://settled:second@{host}")
    assert "second" not in str(found.value)


def test_a_given_broker_that_refuses_is_told_without_its_password(broker):
    check_broker(broker.url)
    with pytest.raises(Lacking, match="LINLI_AMQP_URL") as found:
        check_broker(f"amqp://linli:wrong-word@127.0.0.1:{broker.port}/%2F")
    assert "wrong-word" not in str(found.value)


@pytest.mark.parametrize(
    ("configure", "write", "read", "lacks"),
    [("^$", ".*", ".*", "configure"), (".*", "^$", ".*", "write"), (".*", ".*", "^$", "read")],
)
def test_a_given_broker_is_told_which_right_it_lacks(broker, configure, write, read, lacks):
    address = f"amqp://lodger:word@127.0.0.1:{broker.port}/lodging"
    broker.add_vhost("lodging")
    rights = ", ".join(f'<<"{pattern}">>' for pattern in (configure, write, read))
    broker.evaluate(
        'catch rabbit_auth_backend_internal:add_user(<<"lodger">>, <<"word">>, <<"test">>), '
        f'rabbit_auth_backend_internal:set_permissions(<<"lodger">>, <<"lodging">>, {rights}, <<"test">>).'
    )
    with pytest.raises(Lacking, match=f"the right to {lacks} ") as found:
        check_broker(address)
    assert "word@" not in str(found.value)


@pytest.mark.parametrize("url", ["localhost:5672", "amqp://a:word@host:port/", "postgresql://a:word@host/x"])
def test_what_is_no_address_of_a_broker_is_refused_without_repeating_it(url):
    with pytest.raises(Lacking, match="not an address like amqp://") as found:
        check_broker(url)
    assert url not in str(found.value)


def test_what_is_no_address_of_a_database_is_refused_without_repeating_it():
    with pytest.raises(Lacking, match="not an address like postgresql://") as found:
        check_database("host=here password=word")
    assert "password=word" not in str(found.value)


def test_a_port_held_for_one_stack_is_never_given_to_another(tmp_path):
    port = kept_port(tmp_path / "one")
    with hold(port):
        assert kept_port(tmp_path / "two", prefer=port) != port
    assert kept_port(tmp_path / "three", prefer=port) == port
