"""The mediation service: its methods, what it hears of the grid service, and what it does by itself."""
from __future__ import annotations

from kernel.rpc import Caller
from services.mediation.service.mediating import Mediating
from services.mediation.service.opening import Opening
from services.mediation.service.reading import Reading
from services.mediation.service.side import Sides
from services.mediation.service.succeeding import Succeeding
from services.mediation.service.unmasking import UnmaskingParties
from services.mediation.service.why import Why


class Service(Opening, Sides, Mediating, Reading, Succeeding, UnmaskingParties, Why):
    """One process of the mediation service."""

    name = "mediation"
    calls = Caller()
