"""Which petitions a person reaches: petitioners their own, officers their unit's, dispatchers and leaders their area's.

A grid worker hands over the receipt and sees no more; an operator keeps machines, not files.

Rule PX-12, architecture 3.5.
"""
from __future__ import annotations

from kernel.scope import AREA, PARTY, UNIT

REACHES = {"resident": PARTY, "officer": UNIT, "dispatcher": AREA, "leader": AREA}
