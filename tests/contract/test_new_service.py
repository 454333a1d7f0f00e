"""What `make new-service` writes is imported, tested and in good style as it stands."""
from __future__ import annotations

import subprocess
import sys

import pytest

from tests.markdown import ROOT
from tools import new_service


def test_a_new_service_can_be_made_imported_and_tested(tmp_path):
    made = new_service.make("lamp", root=tmp_path)
    names = {path.name for path in made}
    assert {"service.py", "schemas.py", "store.py", "life.py", "lamp.py", "0001.lamp.sql"} <= names
    (tmp_path / "kernel").symlink_to(ROOT / "kernel")
    script = "from services.lamp.service import Service; from services.lamp.domain.life import LIFE; print(LIFE.states)"
    assert in_tree(tmp_path, "-c", script).stdout.strip() == "('open', 'closed')"
    tested = in_tree(tmp_path, "-m", "pytest", "-q", "tests/unit/lamp")
    assert tested.returncode == 0, tested.stdout


def test_a_new_service_is_in_good_style(tmp_path):
    for name in ("lamp", "workshop"):
        new_service.make(name, root=tmp_path)
    (tmp_path / "kernel").symlink_to(ROOT / "kernel")
    (tmp_path / "pyproject.toml").symlink_to(ROOT / "pyproject.toml")
    checked = in_tree(tmp_path, "-m", "ruff", "check", "--no-cache", "services", "tests")
    assert checked.returncode == 0, checked.stdout


def in_tree(tree, *words):
    return subprocess.run([sys.executable, *words], check=False, cwd=tree, capture_output=True, text=True)


def test_a_new_service_is_refused_under_a_name_that_is_taken(tmp_path):
    (tmp_path / "services" / "lamp").mkdir(parents=True)
    with pytest.raises(new_service.Taken):
        new_service.make("lamp", root=tmp_path)


@pytest.mark.parametrize("name", ["Lamp", "lamp-post", "1lamp", "kernel"])
def test_a_new_service_needs_a_name_that_python_and_the_database_take(name, tmp_path):
    with pytest.raises(new_service.BadName):
        new_service.make(name, root=tmp_path)
