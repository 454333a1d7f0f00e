"""The check of pinned packages with a database beside it: a known fault fails it, and so does not knowing."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson
import pytest

from tools import advisories
from tools.worker import ROOT

KNOWN = {
    "id": "PYSEC-1", "aliases": ["CVE-1"], "summary": "bad", "modified": "2026-01-01T00:00:00Z",
    "affected": [{
        "package": {"name": "lampe", "ecosystem": "PyPI"},
        "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}]}],
    }],
}  # fmt: skip
PINNED = "lampe==1.0 --hash=sha256:" + "0" * 64 + "\nsteg==3.1 --hash=sha256:" + "1" * 64 + "\n"


class Database(BaseHTTPRequestHandler):
    """Speaks the advisory API: one address that is asked about one package at a time."""

    bad = ()

    def do_POST(self):
        asked = orjson.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = asked["package"]["name"] in self.bad
        body = orjson.dumps({"vulns": [KNOWN]} if known else {})
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *given):
        """Say nothing of it."""


@pytest.fixture
def database():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Database)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1/query"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def pinned(tmp_path):
    file = tmp_path / "pinned.txt"
    file.write_text(PINNED)
    return file


def check(file, url):
    given = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    return subprocess.run(
        [sys.executable, "-m", "tools.advisories", str(file)], cwd=ROOT, env={**given, "LINLI_ADVISORIES": url},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_package_with_a_known_fault_fails_the_check_and_is_named(database, pinned, monkeypatch):
    monkeypatch.setattr(Database, "bad", ("lampe",))
    ended = check(pinned, database)
    assert ended.returncode == advisories.FOUND, ended.stderr
    assert "lampe 1.0: PYSEC-1, CVE-1; fixed in 2.0" in ended.stderr
    assert "steg" not in ended.stderr


def test_clean_packages_pass_and_are_counted(database, pinned):
    ended = check(pinned, database)
    assert (ended.returncode, ended.stdout) == (0, "nothing known against 2 pinned packages\n"), ended.stderr


def test_a_database_that_is_not_there_fails_the_check_and_says_what_to_do(pinned):
    ended = check(pinned, "http://127.0.0.1:9/v1/query")
    assert ended.returncode == advisories.UNASKED
    assert "http://127.0.0.1:9/v1/query" in ended.stderr
    assert "LINLI_ADVISORIES" in ended.stderr
