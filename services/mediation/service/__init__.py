"""The mediation service: its methods, what it hears of the grid service, and what it does by itself."""
from __future__ import annotations

from kernel.rpc import Caller
from kernel.upkeep import Upkeep
from services.mediation.service.access import Access
from services.mediation.service.mediating import Mediating
from services.mediation.service.minor import MarkingParties
from services.mediation.service.opening import Opening
from services.mediation.service.owning import Owning
from services.mediation.service.reading import Reading
from services.mediation.service.side import Sides
from services.mediation.service.succeeding import Succeeding
from services.mediation.service.unmasking import UnmaskingParties
from services.mediation.service.why import Why
from services.mediation.store.retention import RULES


class Service(
    Opening, Sides, Mediating, Owning, MarkingParties, Reading, Succeeding, UnmaskingParties, Why, Access
):
    """One process of the mediation service."""

    name = "mediation"
    upkeep = Upkeep(RULES)
    calls = Caller()
