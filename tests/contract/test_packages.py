"""Each package that is installed to run is imported by the code, and is pinned with its hashes."""
from __future__ import annotations

import ast
import re
import tomllib
from importlib.metadata import packages_distributions

import pytest

from tests.markdown import ROOT

WANTED = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
NAMES = [re.match(r"[\w.-]+", line)[0].lower() for line in WANTED]
# nameko's own, held where its code and eventlet's are known to agree
HELD = {"kombu", "greenlet", "werkzeug"}
LOCKS = [ROOT / "requirements" / f"{name}.txt" for name in ("run", "local", "dev")]


def normal(name):
    return name.lower().replace("_", "-")


def imported():
    """Give the top modules that what runs imports."""
    for folder in ("kernel", "services", "tools"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    yield from (alias.name.partition(".")[0] for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module:
                    yield node.module.partition(".")[0]


PACKAGES = packages_distributions()
IMPORTED = {normal(name) for module in set(imported()) for name in PACKAGES.get(module, ())}


@pytest.mark.parametrize("name", sorted(set(NAMES) - HELD))
def test_each_package_of_the_project_is_imported(name):
    assert name in IMPORTED


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_each_lock_pins_what_the_project_names_and_tells_no_index(lock):
    text = lock.read_text()
    heads = re.findall(r"^([\w.-]+)==.*\\\n    --hash=sha256:\w{64}", text, re.M)
    assert set(NAMES) <= set(heads)
    assert heads == re.findall(r"^([^\s#][^=\s]*)", text, re.M), "a package without version or hash, or an option"
