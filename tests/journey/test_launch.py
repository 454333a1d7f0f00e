"""The launcher behind `make run`: it ends exactly what it started, keeps the data, and cleans up after a killed one."""
from __future__ import annotations

import signal
import subprocess
import sys

import psutil
import pytest

from tests.journey.person import INCIDENTS, People
from tests.journey.wait import until
from tools.child import Child, children
from tools.stack import Stack
from tools.worker import ROOT


@pytest.fixture
def home(homes):
    """A home of the launcher's own; whatever is left in it is ended."""
    place = homes / "launch"
    yield place
    stack = Stack(place)
    stack.end_left()
    for server in (stack.broker, stack.postgres):
        server.drop()


@pytest.fixture
def launch(home):
    """Start the launcher as `make run` does, and give it with what it printed until everything was ready."""
    launched = []

    def start():
        started = subprocess.Popen(
            command("up", home), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        launched.append(started)
        said = "".join(iter(lambda: _line(started), ""))
        return started, said

    yield start
    for one in launched:
        if one.poll() is None:
            one.kill()
            one.communicate()


def _line(started):
    """Give the next line of a launcher; '' after the last of its signpost."""
    line = started.stdout.readline()
    assert line, "the launcher ended while it started"
    return "" if "make demo" in line else line


def test_the_launcher_ends_what_it_started_keeps_the_data_and_takes_over(home, launch):
    launcher, _ = launch()
    first = everything(home)
    assert len(first) > 7, "servers and five processes"
    number = receipt(home)
    leave(launcher, signal.SIGTERM)
    assert nothing_left(home, first)

    launcher, said = launch()
    assert "nothing changed since the last load" in said, "a second start has less to do"
    assert number in numbers(home)
    killed, named = everything(home), {process.pid for process in _named(home)}
    launcher.kill()
    launcher.communicate()
    assert running(named) == sorted(named), "a killed launcher leaves its processes"

    launcher, _ = launch()
    until(lambda: running(killed) == [])  # what was left has been ended
    assert number in numbers(home)
    second = run("up", home)
    assert (second.returncode, "already running" in second.stderr) == (1, True)
    assert number in numbers(home), "a second launcher must not disturb the first"
    own = everything(home)
    leave(launcher, signal.SIGINT)
    assert nothing_left(home, own)
    assert run("down", home).returncode == 0


def leave(launcher, number):
    """Ask it to end, as Ctrl-C and `make stop` do, and wait until it has."""
    launcher.send_signal(number)
    said, _ = launcher.communicate(timeout=60)
    assert launcher.returncode == 0, said
    assert "ended" in said


def everything(home):
    """Give the ids of all processes of the stack: those its files name, and their children."""
    return {one.pid for process in _named(home) for one in (process, *children(process))}


def _named(home):
    """Give the processes of the stack that its files name; their children come and go."""
    files = (file for file in home.rglob("*.pid") if file.name not in ("owner.pid", "node.pid") and "data" not in file.parts)
    return [process for file in files if (process := Child(file).find())]


def nothing_left(home, pids):
    """Tell whether all processes are gone and nobody listens on a port of the stack."""
    until(lambda: running(pids) == [])  # a child of a server ends a moment after it
    ports = {int(file.read_text()) for file in [*home.glob("ports/*"), *home.glob("*/*.port"), *home.glob("*/port")]}
    listening = {line.laddr.port for line in psutil.net_connections("tcp") if line.status == psutil.CONN_LISTEN}
    return ports and not ports & listening


def running(pids):
    """Give which of these processes still run; what waits for its parent to take note of its end does not."""
    found = [process for process in psutil.process_iter(["status"]) if process.pid in pids]
    return sorted(process.pid for process in found if process.info["status"] != psutil.STATUS_ZOMBIE)


def run(verb, home):
    """Run a command of the launcher to its end."""
    return subprocess.run(command(verb, home), cwd=ROOT, capture_output=True, text=True, check=False)


def command(verb, home):
    return [sys.executable, "-m", "tools.run", verb, "--home", str(home)]


def people_of(home):
    stack = Stack(home)
    return People(stack.http_url, stack.password)


def receipt(home):
    """Report a matter and give its number."""
    everybody = people_of(home)
    number = everybody["resident1"].report(area="210203011003")["number"]
    everybody.close()
    return number


def numbers(home):
    """Give the numbers of all incidents."""
    everybody = people_of(home)
    items = until(lambda: everybody["dispatcher1"].read(f"{INCIDENTS}?queue=all")["items"])
    everybody.close()
    return [item["number"] for item in items]
