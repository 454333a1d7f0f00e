"""The petition service: its methods, what it hears of the grid service, and what it does by itself."""
from __future__ import annotations

from kernel.rpc import Caller
from kernel.upkeep import Upkeep
from services.petition.service.access import Access
from services.petition.service.deciding import Deciding
from services.petition.service.minor import MarkingPetitioners
from services.petition.service.owning import Owning
from services.petition.service.reading import Reading
from services.petition.service.registering import Registering
from services.petition.service.succeeding import Succeeding
from services.petition.service.unmasking import UnmaskingPetitioners
from services.petition.service.voice import Voice
from services.petition.service.why import Why
from services.petition.service.window.confirming import Confirming
from services.petition.service.window.handing import Handing
from services.petition.service.window.reading import WindowReading
from services.petition.service.window.standing import Standing
from services.petition.store.retention import RULES


class Service(
    Handing, WindowReading, Confirming, Standing, Owning, MarkingPetitioners, Registering, Deciding, Voice, Reading, Succeeding,
    UnmaskingPetitioners, Why, Access,
):  # fmt: skip
    """One process of the petition service."""

    name = "petition"
    upkeep = Upkeep(RULES)
    calls = Caller()
