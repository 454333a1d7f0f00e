"""What came to the window is the person's own data as well: it goes when they ask for it and it is over."""
from __future__ import annotations

from collections.abc import Sequence

from kernel.call import Call
from kernel.db import Tx
from kernel.erasing import Kept, Whose
from kernel.erasure import Counts
from services.petition.service.owning import Owning
from services.petition.store import said

NOUN = "intake"


class WindowOwning(Owning):
    """Petitions and intakes of one person."""

    def next_to_erase(self, tx: Tx, whose: Whose, limit: int) -> list[Kept]:
        """Give ended petitions, and then intakes that are over, of theirs that still say who."""
        found = super().next_to_erase(tx, whose, limit)
        return found or [Kept(NOUN, id, version) for id, version in said.ended(tx, whose, limit)]

    def erase(self, tx: Tx, call: Call, kept: Sequence[Kept]) -> Counts:
        """Make petitions or intakes nobody's; a batch is of one kind."""
        if kept[0].kind == NOUN:
            return said.anonymise(tx, [one.id for one in kept])
        return super().erase(tx, call, kept)
