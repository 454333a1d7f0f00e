"""The petition service: its methods, what it hears of the grid service, and what it does by itself."""
from __future__ import annotations

from kernel.rpc import Caller
from services.petition.service.deciding import Deciding
from services.petition.service.reading import Reading
from services.petition.service.registering import Registering
from services.petition.service.succeeding import Succeeding
from services.petition.service.unmasking import UnmaskingPetitioners
from services.petition.service.voice import Voice
from services.petition.service.why import Why


class Service(Registering, Deciding, Voice, Reading, Succeeding, UnmaskingPetitioners, Why):
    """One process of the petition service."""

    name = "petition"
    calls = Caller()
