"""A library that would take another along finds it missing, and nobody else does."""
from __future__ import annotations

import importlib
import sys

import pytest

from kernel.spared import spared

NAME = "sndhdr_of_nobody"


def test_what_is_spared_is_not_to_be_had_inside_and_is_afterwards(tmp_path, monkeypatch):
    (tmp_path / f"{NAME}.py").write_text("there = True\n")
    monkeypatch.syspath_prepend(tmp_path)
    with spared(NAME), pytest.raises(ModuleNotFoundError):
        importlib.import_module(NAME)
    assert importlib.import_module(NAME).there
    monkeypatch.delitem(sys.modules, NAME)


def test_what_was_loaded_before_stays_the_same(monkeypatch):
    monkeypatch.setitem(sys.modules, NAME, sys)
    with pytest.raises(KeyError), spared(NAME):
        assert sys.modules[NAME] is None
        raise KeyError
    assert sys.modules[NAME] is sys
