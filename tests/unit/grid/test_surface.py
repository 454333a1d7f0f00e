"""The parts of the service share one object: what two of them call alike, one of them would lose."""
from __future__ import annotations

from collections import defaultdict

from services.grid.service import Service


def test_no_two_parts_of_the_service_give_the_same_name_to_what_they_do():
    named = defaultdict(set)
    for part in Service.__mro__[1:]:
        if part.__module__.startswith("services.grid."):
            for name in vars(part):
                named[name].add(part.__name__)
    assert {name: sorted(parts) for name, parts in named.items() if len(parts) > 1 and not name.startswith("__")} == {}
