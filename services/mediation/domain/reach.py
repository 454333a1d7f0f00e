"""Which disputes a person reaches: parties their own, officers their unit's, dispatchers and leaders their area's.

An officer reaches what the own committee has; an operator keeps machines, not files.

Rule MX-16, architecture 3.5.
"""
from __future__ import annotations

from kernel.scope import AREA, PARTY, UNIT

REACHES = {"resident": PARTY, "officer": UNIT, "dispatcher": AREA, "leader": AREA}
