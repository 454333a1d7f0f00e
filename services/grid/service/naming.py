"""What the codes in a refusal are called: people read names, machines the codes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kernel.errors import Failure
from services.grid.domain.ground.territory import Territory
from services.grid.service.acting import Acting


class Naming(Acting):
    """Sends with each failure the names of the units, areas and grids it speaks of."""

    def name_facts(self, failure: Failure) -> None:
        """Add the fact `names`, code -> name in the reader's language; before a district is loaded there are none."""
        try:
            ground = self.ground
        except Failure:
            return
        for facts in (failure.facts, *(problem.facts for problem in failure.problems)):
            if names := found(facts, ground, self.call.language):
                facts["names"] = names


def found(facts: dict[str, Any], ground: Territory, language: str) -> dict[str, str]:
    """Give the names of the codes among facts; what is no code of the register has none."""
    known = {code: _name(code, ground, language) for code in _codes(facts)}
    return {code: name for code, name in known.items() if name}


def _codes(facts: dict[str, Any]) -> Iterator[str]:
    for value in facts.values():
        yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))


def _name(code: str, ground: Territory, language: str) -> str | None:
    unit = ground.units.get(code)
    return unit.called(language) if unit else ground.named(code)
