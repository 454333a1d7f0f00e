"""What the grid service tells of areas that ended: open petitions go on where their place lies now."""
from __future__ import annotations

from typing import Any

from kernel import succession
from kernel.db import Tx
from kernel.heir import Heir
from kernel.succession import Followed
from services.petition.service.acting import Acting
from services.petition.store import intake as intakes
from services.petition.store import petition as store

PETITIONS = Followed("petition", store.lock_astray, store.save)
INTAKES = Followed("intake", intakes.lock_astray, intakes.save)


class Succeeding(Heir, Acting):
    """What is heard of areas."""

    def hear_area(self, event: dict[str, Any]) -> None:
        """Let open petitions and intakes follow their area, once for each fact; those that are over keep the code.

        Rule GR-26, domain 9.1: open matters follow their place; a place is never guessed.
        """
        succession.take(self.db, event, lambda tx, _: self._follow(tx))

    def _follow(self, tx: Tx) -> None:
        succession.follow(tx, self.call.system(), PETITIONS)
        succession.follow(tx, self.call.system(), INTAKES)
