"""The mediation service: its methods, what it hears of the grid service, and what it does by itself."""
from __future__ import annotations

from kernel.audit_seal import AuditSealer
from kernel.calendar import CalendarProvider
from kernel.call import CallProvider
from kernel.db import DatabaseProvider
from kernel.health import Health
from kernel.outbox import RelayProvider
from kernel.rpc import Caller
from kernel.seal import SealProvider
from kernel.upkeep import Upkeep
from kernel.watch import WatchProvider
from services.mediation.service.mediating import Mediating
from services.mediation.service.opening import Opening
from services.mediation.service.reading import Reading
from services.mediation.service.side import Sides


class Service(Opening, Sides, Mediating, Reading):
    """One process of the mediation service."""

    name = "mediation"

    db = DatabaseProvider()
    call = CallProvider()
    calls = Caller()
    seal = SealProvider()
    calendar = CalendarProvider()
    outbox = RelayProvider()
    watch = WatchProvider()
    audit_sealer = AuditSealer()
    upkeep = Upkeep()
    health = Health()
