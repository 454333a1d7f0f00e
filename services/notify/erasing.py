"""What notify forgets of somebody: what they were told, and what they read."""

from __future__ import annotations

from collections.abc import Sequence

from kernel.call import Call
from kernel.db import Tx
from kernel.erasing import Erasing, Kept, Whose
from kernel.erasure import Counts, total
from services.notify.store import erasure


class Forgetting(Erasing):
    """There are no matters here, so all is done at the end, in one go: what one person was told is a page or two."""

    def next_to_erase(self, tx: Tx, whose: Whose, limit: int) -> list[Kept]:
        """Give nothing: notices are not records of their own."""
        return []

    def erase(self, tx: Tx, call: Call, kept: Sequence[Kept]) -> Counts:
        """Do nothing, for nothing was given."""
        return {}

    def forget(self, tx: Tx, whose: Whose) -> Counts:
        """Delete what was told to somebody, or to people of the one matter."""
        call = Call().system()
        if whose.matter:
            return erasure.anonymise(tx, call, "matter", [whose.matter])
        told = erasure.anonymise(tx, call, "person", whose.aliases)
        return total([told, erasure.forget_readings(tx, [whose.account])])
