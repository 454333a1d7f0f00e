"""The front door: HTTP to acts of the services, identity, and the API document."""
from __future__ import annotations

import orjson

from kernel.audit_seal import AuditSealer
from kernel.db import DatabaseProvider
from kernel.health import Health
from kernel.outbox import RelayProvider
from kernel.rpc import Caller
from kernel.seal import SealProvider
from kernel.upkeep import Upkeep
from services.gateway import openapi
from services.gateway.auth import Gate
from services.gateway.confidentiality import Confidentiality
from services.gateway.desk import Desk
from services.gateway.http.address import Proxies
from services.gateway.http.app import App
from services.gateway.http.cursor import Cursor
from services.gateway.http.quota import Quotas
from services.gateway.http.server import SettingsProvider, serve
from services.gateway.http.table import Table
from services.gateway.ogc.maps import Maps
from services.gateway.page import Pages
from services.gateway.revocation import RevokedProvider
from services.gateway.routes import ROWS
from services.gateway.standing import PledgeProvider, StandingProvider
from services.gateway.token import Signer

AT_ONCE = 256  # requests being answered; each waits on another process far more than it works here


class Service:
    """Answers HTTP; holds accounts and nothing else."""

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
    health = Health()

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
        return App(
            table=Table(ROWS),
            gate=Gate(signer, self.revoked, self.standing),
            quotas=quotas,
            cursor=cursor,
            remote=self.rpc.call,
            local={**desk.acts, **maps.acts, **pledge.acts},
            proxies=Proxies(self.settings.proxies),
            most=AT_ONCE,
        )
