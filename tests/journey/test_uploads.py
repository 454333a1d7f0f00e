"""Photos on their way while processes of the front door are killed: each is there once, and no file without a reason."""
from __future__ import annotations

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg2
import pytest

from tests.journey.office import ATTACHMENTS, bytes_of
from tests.picture import drawn, saved

MANY = 80
SENDERS = ("kangping5", "kangping6")  # one may have 50 waiting


@pytest.fixture(scope="module")
def stack(run_stack):
    """A stack with two front doors that share one folder, to be disturbed."""
    with run_stack("uploads", processes={"gateway": 2}, durable=False) as made:
        yield made


def test_photos_sent_while_front_doors_are_killed_are_there_once_with_their_files(stack, people):
    lost = []
    tokens = [people[login].token for login in SENDERS]

    def send(n):
        # some of the same content, each a photo of its own; large enough to be met on its way
        content, key = saved(drawn(2400, 1800, shade=n // 4)), str(uuid.uuid4())
        while (answer := people.nobody().ask(
            "POST", ATTACHMENTS, raw=content, content_type="image/jpeg", idempotency_key=key,
            authorization=f"Bearer {tokens[n % 2]}",
        )).status in (0, 503):  # fmt: skip
            lost.append(n)
            time.sleep(0.1)
        assert answer.status == 201, answer
        return answer.body["id"]

    with ThreadPoolExecutor(8) as senders:
        sent = [senders.submit(send, n) for n in range(MANY)]
        while not all(one.done() for one in sent):
            for index in (0, 1):
                time.sleep(0.4)
                stack.kill("gateway", index)
                stack.restart("gateway", index)
        ids = [one.result() for one in sent]
    assert lost, "no photo met the disturbance: nothing is shown"
    assert len(set(ids)) == MANY
    rows, known = _rows(stack)
    assert {id for id, _ in rows} == set(ids), "none lost, none twice"
    kept = {path.name for path in (stack.home / "files").glob("??/*")}
    assert {digest for _, files in rows for digest in files.values()} <= kept
    assert known <= kept
    shown = [bytes_of(people, f"{ATTACHMENTS}/{id}/content", tokens[n % 2]) for n, id in enumerate(ids)]
    assert {status for status, _ in shown} == {200}


def _rows(stack):
    with closing(psycopg2.connect(stack.database_url)) as line, line.cursor() as cursor:
        cursor.execute("SELECT id::text, files FROM gateway.attachment")
        rows = cursor.fetchall()
        cursor.execute("SELECT digest FROM gateway.stored_file")
        return rows, {digest for (digest,) in cursor.fetchall()}
