"""Replicas of a service sealing side by side, as processes."""
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

from kernel.audit_seal import count_waiting
from kernel.audit_verify import verify
from tests.integration.kernel.trail import write
from tools.audit_verify import read_known

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 30.0  # seconds before a test gives up waiting


@contextmanager
def sealing(url, log):
    """Run one process that seals, its output going to the file `log`."""
    command = [sys.executable, "-W", "ignore", str(Path(__file__).with_name("sealing_process.py")), url]
    path = {"PYTHONPATH": str(ROOT)}
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=ROOT, env=path)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until(done):
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, "nothing sealed the rows"
        time.sleep(0.05)


def test_replicas_seal_what_is_written_and_log_each_digest(db, service_url, tmp_path):
    logs = [tmp_path / "first.log", tmp_path / "second.log"]
    with ExitStack() as stack:
        processes = [stack.enter_context(sealing(service_url("grid"), log)) for log in logs]
        for subject in ("a", "b", "c"):
            write(db, subject, 20)
            wait_until(lambda: count_waiting(db) == 0)
        for process in processes:
            process.terminate()
        assert [process.wait(PATIENCE) for process in processes] == [0, 0], [log.read_text() for log in logs]
    known = read_known(tuple(map(str, logs)))["grid"]
    assert known == dict(db.all("SELECT no, encode(digest, 'hex') FROM audit_seal"))
    assert verify(db, known=known).findings == ()


def test_after_a_kill_the_next_process_seals_what_was_left(db, service_url, tmp_path):
    with sealing(service_url("grid"), tmp_path / "first.log"):
        write(db, "a", 5)
        wait_until(lambda: count_waiting(db) == 0)
    write(db, "a", 5)
    with sealing(service_url("grid"), tmp_path / "second.log"):
        wait_until(lambda: count_waiting(db) == 0)
    report = verify(db)
    assert (report.rows, report.findings) == (10, ())
