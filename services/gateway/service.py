"""The front door: HTTP to acts of the services, identity, and the API document."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from kernel.audit_seal import AuditSealer
from kernel.db import DatabaseProvider
from kernel.events import event_handler
from kernel.health import Health
from kernel.outbox import RelayProvider
from kernel.rpc import Caller
from kernel.seal import SealProvider
from kernel.upkeep import Upkeep
from services.gateway import openapi
from services.gateway.attachment.desk import Attaching
from services.gateway.attachment.folder import Folder
from services.gateway.attachment.keeper import KeeperProvider
from services.gateway.attachment.media import limits
from services.gateway.attachment.publishing import Publishing
from services.gateway.attachment.ticket import Tickets
from services.gateway.attachment.vouching import Vouching
from services.gateway.auth import Gate
from services.gateway.client_registry import Clients
from services.gateway.confidentiality import Confidentiality
from services.gateway.desk import Desk
from services.gateway.http.address import Proxies
from services.gateway.http.app import App
from services.gateway.http.cursor import Cursor
from services.gateway.http.quota import Quotas
from services.gateway.http.server import SettingsProvider, serve
from services.gateway.http.table import Table
from services.gateway.moving import Moving
from services.gateway.ogc.maps import Maps
from services.gateway.page import Pages
from services.gateway.revocation import RevokedProvider
from services.gateway.routes import ROWS
from services.gateway.standing import PledgeProvider, StandingProvider
from services.gateway.token import Signer

AT_ONCE = 256  # requests being answered; each waits on another process far more than it works here


class Service(Vouching):
    """Answers HTTP; holds accounts, and what is sent with matters."""

    name = "gateway"

    db = DatabaseProvider()
    rpc = Caller()
    sealer = SealProvider()
    revoked = RevokedProvider()
    standing = StandingProvider()
    pledge = PledgeProvider()
    settings = SettingsProvider()
    outbox = RelayProvider()
    audit_sealer = AuditSealer()
    upkeep = Upkeep()
    keeper = KeeperProvider()
    health = Health()

    @event_handler("grid", "area_split")
    def hear_area_split(self, event: dict[str, Any]) -> None:
        """Note that an area was split; its accounts wait for somebody to say which half is theirs."""
        Moving(self.db).hear(event)

    @event_handler("grid", "area_merged")
    def hear_area_merged(self, event: dict[str, Any]) -> None:
        """Give accounts of areas that were merged the one they became."""
        Moving(self.db).hear(event)

    @event_handler("grid", "area_ended")
    def hear_area_ended(self, event: dict[str, Any]) -> None:
        """Give accounts of an area that ended the one that took it over, if one did."""
        Moving(self.db).hear(event)

    @event_handler("grid", "area_recoded")
    def hear_area_recoded(self, event: dict[str, Any]) -> None:
        """Give accounts of an area its new code."""
        Moving(self.db).hear(event)

    @serve
    def application(self) -> App:
        """Give the WSGI application; asked for once, at the start."""
        quotas, signer = Quotas(), Signer(self.settings.token_key, self.settings.district)
        cursor, pages = Cursor(signer.derive("cursor")), Pages(orjson.dumps(openapi.document(ROWS)))
        desk = Desk(
            db=self.db,
            sealer=self.sealer,
            signer=signer,
            revoked=self.revoked,
            quotas=quotas,
            pages=pages,
            remote=self.rpc.call,
        )
        pledge = Confidentiality(self.db, self.standing, self.pledge)
        maps = Maps(remote=self.rpc.call, cursor=cursor, pages=pages)
        attaching = Attaching(
            db=self.db,
            sealer=self.sealer,
            folder=Folder(Path(self.settings.files)) if self.settings.files else None,
            limits=limits(self.settings.upload_limits),
            tickets=Tickets(signer.derive("upload")),
            remote=self.rpc.call,
        )
        return App(
            table=Table(ROWS),
            gate=Gate(signer, self.revoked, self.standing, Clients(self.db)),
            quotas=quotas,
            cursor=cursor,
            remote=self.rpc.call,
            local={
                **desk.acts, **maps.acts, **pledge.acts, **Moving(self.db).acts,
                **attaching.acts, **Publishing(self.db, attaching).acts,
            },
            proxies=Proxies(self.settings.proxies),
            most=AT_ONCE,
        )
