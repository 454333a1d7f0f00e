"""Each process keeps only what it uses: libraries that no service needs from its start on are not loaded by it."""
from __future__ import annotations

import importlib.util
import json
import subprocess
import sys

import pytest

from kernel.migrate import SERVICES
from tests.markdown import ROOT

# module: why a process does without it from its start on; its weight as measured with Python 3.11
LIGHT = {
    "apispec": "the gateway alone tells its interface",
    "argon2": "the gateway alone knows passwords",
    "dns": "the system finds names, kernel/names.py: 14 MB",
    "jwt": "the gateway alone makes tokens",
    "limits": "the gateway alone counts strangers",
    "minio": "only with files in a bucket, services/gateway/attachment: 5 MB",
    "numpy": "the grid service alone knows borders: 11 MB",
    "openpyxl": "sheets are read by tools",
    "PIL": "the gateway alone looks at pictures: 2 MB",
    "pyogrio": "for tests alone",
    "pytest": "for tests alone",
    "segno": "drawn once in an account's life, services/gateway/credential/factor.py",
    "shapely": "the grid service alone knows borders: 4 MB",
    "sqlparse": "comes with yoyo",
    "tools": "what is deployed needs no tool",
    "urllib3": "only with a provider of texts or of sign-in: 1 MB",
    "werkzeug": "with the first form, services/gateway/{open311,window}/form.py: 2 MB",
    "yoyo": "migrations are a step of their own, kernel/migrate.py: 2 MB",
}
NEEDED = {"gateway": {"apispec", "argon2", "jwt", "limits", "PIL"}, "grid": {"numpy", "shapely"}}
LOADED = """
import importlib, json, sys
from kernel import run
importlib.import_module(f"services.{sys.argv[1]}.service")
run.readers_of(sys.argv[1])
print(json.dumps(sorted(name.partition(".")[0] for name, module in sys.modules.items() if module)))
"""


@pytest.fixture(scope="module", params=SERVICES)
def process(request):
    """A service as a fresh interpreter loads it: its name, and its modules."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOADED, request.param], cwd=ROOT, capture_output=True, check=True, timeout=100
    )
    return request.param, set(json.loads(done.stdout))


def test_a_service_loads_no_library_that_it_does_without(process):
    service, modules = process
    heavy = (set(LIGHT) & modules) - NEEDED.get(service, set())
    assert not heavy, {name: LIGHT[name] for name in heavy}


def test_a_service_loads_what_is_said_to_be_needed_by_it(process):
    service, modules = process
    assert NEEDED.get(service, set()) <= modules
    assert {"kernel", "nameko", "structlog"} <= modules  # else nothing was looked at


@pytest.mark.parametrize("name", sorted(LIGHT))
def test_what_a_service_does_without_is_there_to_be_loaded(name):
    assert importlib.util.find_spec(name)
