"""What a process runs whose service keeps records with clocks: the providers its methods use, and its own upkeep."""
from __future__ import annotations

from kernel.audit_seal import AuditSealer
from kernel.calendar import CalendarProvider
from kernel.call import Call, CallProvider
from kernel.db import Database, DatabaseProvider
from kernel.health import Health
from kernel.outbox import RelayProvider
from kernel.retaining import Retaining
from kernel.seal import Sealer, SealProvider
from kernel.unmask import Limits
from kernel.unmask_limit import UnmaskLimits
from kernel.upkeep import Upkeep
from kernel.watch import WatchProvider
from kernel.workdays import Calendar


class Surface(Retaining):
    """The base of such a service; it adds its name, its methods and what it alone needs."""

    db: Database = DatabaseProvider()
    call: Call = CallProvider()
    seal: Sealer = SealProvider()
    calendar: Calendar = CalendarProvider()
    unmasking: Limits = UnmaskLimits()
    outbox = RelayProvider()
    watch = WatchProvider()
    audit_sealer = AuditSealer()
    upkeep = Upkeep()
    health = Health()
