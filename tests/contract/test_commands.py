"""Commands of operators agree on the names of what they read from the environment."""
from __future__ import annotations

import re

import pytest

from services.gateway import load as accounts
from tests.markdown import ROOT
from tools import load
from tools.demo import __main__ as demo

PASSWORD = "LINLI_ACCOUNTS_PASSWORD"


def option(command, name):
    return next(one for one in command.params if one.name == name)


@pytest.mark.parametrize("command", [accounts.main, load.main], ids=["accounts", "district"])
def test_accounts_are_loaded_with_the_password_of_one_name(command):
    assert option(command, "password_variable").default == PASSWORD


def test_the_demo_signs_in_with_the_same():
    assert option(demo.main, "password").envvar == PASSWORD


def test_the_stack_gives_it_and_the_makefile_renames_nothing():
    assert f'"{PASSWORD}"' in (ROOT / "tools" / "stack.py").read_text()
    assert not re.search(r"LINLI_\w+=\$\$LINLI_ACCOUNTS", (ROOT / "Makefile").read_text())
