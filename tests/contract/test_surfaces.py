"""The surfaces of a service are one class in the end: a name that two of them give would silently be the first one's."""
from __future__ import annotations

import importlib
from collections import Counter

import pytest

SERVICES = ("grid", "petition", "mediation")


@pytest.mark.parametrize("service", SERVICES)
def test_no_two_surfaces_of_a_service_give_the_same_name(service):
    home = f"services.{service}.service"
    surfaces = [one for one in importlib.import_module(home).Service.__mro__ if one.__module__.startswith(home)]
    given = Counter(name for one in surfaces for name in vars(one) if not name.startswith("__"))
    assert [name for name, times in given.items() if times > 1] == []
