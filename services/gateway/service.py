"""The front door: HTTP to acts of the services, identity, and the API document."""
from __future__ import annotations

from typing import Any

import orjson

from kernel.audit_seal import AuditSealer
from kernel.db import DatabaseProvider
from kernel.health import Health
from kernel.heir import Heir
from kernel.outbox import RelayProvider
from kernel.rpc import Caller
from kernel.seal import SealProvider
from kernel.upkeep import Upkeep
from kernel.watch import WatchProvider
from services.gateway import openapi
from services.gateway.access.desk import Securing
from services.gateway.access.keeping import NotingProvider
from services.gateway.access.telling import Telling
from services.gateway.attachment.desk import Attaching
from services.gateway.attachment.folder import Files
from services.gateway.attachment.keeper import KeeperProvider
from services.gateway.attachment.link.desk import Linking
from services.gateway.attachment.media import limits
from services.gateway.attachment.publishing import Publishing
from services.gateway.attachment.shelves import shelf_of
from services.gateway.attachment.ticket import Tickets
from services.gateway.attachment.upload.desk import Uploading
from services.gateway.attachment.upload.keeping import UploadProvider
from services.gateway.attachment.virus.clamd import scanner
from services.gateway.attachment.virus.rescan import RescanProvider
from services.gateway.attachment.vouching import Vouching
from services.gateway.auth import Gate
from services.gateway.bulk.desk import Bulk
from services.gateway.client.ending import EndingProvider
from services.gateway.client.known import ClientsProvider
from services.gateway.confidentiality import Confidentiality
from services.gateway.credential.attempt import Attempts
from services.gateway.credential.own import OwnCredentials
from services.gateway.credential.proof import Proof
from services.gateway.credential.signing import Signing
from services.gateway.desk import Desk
from services.gateway.enrolment import Enrolment
from services.gateway.export.desk import Exporting, roles_of
from services.gateway.export.running import ExportKeeperProvider, RunnerProvider, export_shelf
from services.gateway.http.address import Proxies
from services.gateway.http.app import App
from services.gateway.http.cursor import Cursor
from services.gateway.http.host import Hosts
from services.gateway.http.quota import Quotas
from services.gateway.http.server import SettingsProvider, serve
from services.gateway.http.table import Table
from services.gateway.keeping import Keeping
from services.gateway.moving import Moving
from services.gateway.ogc.maps import Maps
from services.gateway.oidc import setting as oidc_setting
from services.gateway.oidc.desk import Arriving
from services.gateway.oidc.known import Directory
from services.gateway.oidc.leaving import Leaving
from services.gateway.open311.desk import Open311
from services.gateway.open311.photo import Photos
from services.gateway.page import Pages
from services.gateway.phone.changing import Changing
from services.gateway.phone.codes import Codes
from services.gateway.phone.desk import Calling
from services.gateway.resident.desk import Residing
from services.gateway.resident.page import HOME
from services.gateway.resident.receipt import Receipts
from services.gateway.retention import RULES
from services.gateway.revocation import RevokedProvider
from services.gateway.rights.archive.desk import Archiving
from services.gateway.rights.carrying import Carrying
from services.gateway.rights.copying import Copying
from services.gateway.rights.days import DaysProvider
from services.gateway.rights.desk import Erasures
from services.gateway.rights.hearing import HearingErasures
from services.gateway.roster.desk import Roster
from services.gateway.roster.request.desk import Requests
from services.gateway.routes import ROWS
from services.gateway.session.cookie import Cookies
from services.gateway.session.desk import OwnSessions
from services.gateway.session.known import SessionsProvider
from services.gateway.session.opening import Opening
from services.gateway.session.pocket import Pocket
from services.gateway.standing import PledgeProvider, StandingProvider
from services.gateway.stream.desk import Following
from services.gateway.stream.feed import HubProvider
from services.gateway.token import Signer
from services.gateway.why.desk import Explaining
from services.gateway.window.copying import Fetching
from services.gateway.window.desk import FIRST, Window
from services.gateway.window.photo import Photographing

AT_ONCE = 256  # requests being answered; each waits on another process far more than it works here


class Service(Heir, Vouching, HearingErasures):
    """Answers HTTP; holds accounts, and what is sent with matters."""

    name = "gateway"

    db = DatabaseProvider()
    rpc = Caller()
    sealer = SealProvider()
    revoked = RevokedProvider()
    standing = StandingProvider()
    clients = ClientsProvider()
    sessions = SessionsProvider()
    ending = EndingProvider()
    pledge = PledgeProvider()
    settings = SettingsProvider()
    outbox = RelayProvider()
    audit_sealer = AuditSealer()
    upkeep = Upkeep(RULES)
    days = DaysProvider()
    watch = WatchProvider()
    keeper = KeeperProvider()
    rescan = RescanProvider()
    upload_finisher = UploadProvider()
    streams = HubProvider()
    noting = NotingProvider()
    export_runner = RunnerProvider(roles_of(ROWS), ROWS)
    second_export_runner = RunnerProvider(roles_of(ROWS), ROWS)
    export_keeper = ExportKeeperProvider()
    health = Health()

    def hear_area(self, event: dict[str, Any]) -> None:
        """Let accounts follow their area where one follows; else they wait for somebody to say which one is theirs."""
        Moving(self.db).hear(event)

    @serve
    def application(self) -> App:
        """Give the WSGI application; asked for once, at the start."""
        quotas, signer = Quotas(), self._signer()
        cursor, pages = Cursor(signer.derive("cursor")), Pages(orjson.dumps(openapi.document(ROWS)))
        opening = Opening(
            sealer=self.sealer,
            signer=signer,
            revoked=self.revoked,
            cookies=Cookies(signer.derive("csrf")),
            policy=self.settings.second_factor,
        )
        desk = Desk(
            db=self.db,
            sealer=self.sealer,
            revoked=self.revoked,
            opening=opening,
            pages=pages,
            remote=self.rpc.call,
        )
        identity = self._identity(signer, opening, quotas)
        pledge = Confidentiality(self.db, self.standing, self.pledge)
        maps = Maps(remote=self.rpc.call, cursor=cursor, pages=pages)
        files = shelf_of(self.settings)
        attaching = Attaching(
            db=self.db,
            sealer=self.sealer,
            files=files,
            limits=limits(self.settings.upload_limits),
            tickets=Tickets(signer.derive("upload")),
            remote=self.rpc.call,
            scanner=scanner(self.settings.scan),
            area=self.settings.district.ljust(12, "0"),
        )
        gate = Gate(signer, self.revoked, self.standing, self.clients, sessions=self.sessions, opening=opening)
        hub, feed = self.streams
        following = Following(hub=hub, feed=feed, holds=gate.still, sealer=self.sealer, remote=self.rpc.call)
        local = {
            **desk.acts, **identity, **self._providers(opening, desk), **maps.acts, **pledge.acts, **Moving(self.db).acts,
            **Explaining(self.db, remote=self.rpc.call).acts, **self._window(),
            **attaching.acts, **Publishing(self.db, attaching).acts, **Uploading(self.db, attaching).acts,
            **Linking(db=self.db, sealer=self.sealer, desk=attaching, minutes=self.settings.link_minutes).acts,
            **self._open311(attaching, quotas, signer), **Enrolment(self.db, self.clients).acts, **Bulk(self.rpc.call).acts,
            **Exporting(db=self.db, files=export_shelf(self.settings), rows=ROWS).acts,
            **following.acts, **self._rights(opening, files),
            **Keeping(self.db, self.upkeep.rules, self.upkeep.keeps, self.rpc.call).acts,
            **Telling(self.db, remote=self.rpc.call).acts, **Securing(self.db, remote=self.rpc.call).acts,
        }
        local |= self._residing(local, opening, cursor)
        return App(
            table=Table(ROWS),
            gate=gate,
            quotas=quotas,
            cursor=cursor,
            remote=self.rpc.call,
            local=local,
            proxies=Proxies(self.settings.proxies),
            hosts=Hosts(self.settings.hosts),
            note=self.noting.note,
            most=AT_ONCE,
            leave=hub.close,
        )

    def _signer(self) -> Signer:
        return Signer(self.settings.token_key, self.settings.district, hours=self.settings.session_hours)

    def _window(self) -> dict[str, Any]:
        return Window(self.rpc.call, self._pocket("linli-window"), self._pocket("linli-follow")).acts

    def _pocket(self, name: str) -> Pocket:
        return Pocket(self.sealer, name, FIRST)

    def _residing(self, local: dict[str, Any], opening: Opening, cursor: Cursor) -> dict[str, Any]:
        """Give the own pages of residents, whose forms stand for those acts."""
        given: dict[str, Any] = {"cookies": opening.cookies, "pocket": Pocket(self.sealer, "linli-own", HOME)}
        return {**Residing(local, cursor=cursor, **given).acts, **Receipts(local, **given).acts}

    def _rights(self, opening: Opening, files: Files | None) -> dict[str, Any]:
        """Give the acts of residents on their own data, and of who decides about it."""
        db, sealer, remote = self.db, self.sealer, self.rpc.call
        erasures = Erasures(
            db=db,
            sealer=sealer,
            remote=remote,
            carrying=Carrying(db=db, sealer=sealer, opening=opening),
            calendar=self.days,
            district=self.settings.district.ljust(12, "0"),
        )
        copying = Copying(db=db, sealer=sealer, remote=remote)
        archiving = Archiving(db=db, sealer=sealer, copying=copying, files=files)
        return {**copying.acts, **archiving.acts, **Fetching(archiving.by_code).acts, **erasures.acts}

    def _open311(self, attaching: Attaching, quotas: Quotas, signer: Signer) -> dict[str, Any]:
        """Give the acts of clients that speak Open311, and that of the window's page for photos."""
        photos = Photos(attach=attaching.acts["attach"], tickets=Tickets(signer.derive("upload")), remote=self.rpc.call)
        made = Open311(
            db=self.db,
            sealer=self.sealer,
            quotas=quotas,
            clients=self.clients,
            remote=self.rpc.call,
            photos=photos,
            fresh=attaching.fresh,
            photo_most=limits(self.settings.upload_limits)["image"],
            district=self.settings.district,
        )
        most = limits(self.settings.upload_limits)["image"]
        adding = Photographing(self.rpc.call, photos, attaching.fresh, most, self._pocket("linli-follow"))
        return {**made.acts, **adding.acts}

    def _identity(self, signer: Signer, opening: Opening, quotas: Quotas) -> dict[str, Any]:
        """Give the acts by which people sign in, look after what proves them, and have their accounts kept."""
        attempts = Attempts(self.db, signer.derive("attempt"))
        proof = Proof(self.sealer, signer.derive("recovery"))
        issuer = f"Linli {self.settings.district}"
        codes = Codes(
            db=self.db,
            sealer=self.sealer,
            quotas=quotas,
            key=signer.derive("phone"),
            on=bool(self.settings.sms),
            remote=self.rpc.call,
        )
        parts = (
            Signing(db=self.db, attempts=attempts, proof=proof, opening=opening, quotas=quotas),
            OwnCredentials(
                db=self.db, sealer=self.sealer, attempts=attempts, proof=proof, opening=opening, issuer=issuer
            ),
            OwnSessions(self.db, opening),
            Calling(db=self.db, sealer=self.sealer, opening=opening, codes=codes),
            Changing(db=self.db, sealer=self.sealer, opening=opening, codes=codes, remote=self.rpc.call),
            Roster(db=self.db, sealer=self.sealer, opening=opening, attempts=attempts),
            Requests(db=self.db, sealer=self.sealer, end=opening.end),
        )
        return {name: act for part in parts for name, act in part.acts.items()}

    def _providers(self, opening: Opening, desk: Desk) -> dict[str, Any]:
        """Give the acts by which people come from a provider, and by which their sessions end.

        :raises ValueError: at the start, for a file of providers that could let in more than was meant
        """
        directory = Directory(oidc_setting.read(self.settings.oidc))
        db, sealer = self.db, self.sealer
        came = Arriving(
            db=db,
            sealer=sealer,
            opening=opening,
            directory=directory,
            district=self.settings.district,
            phone=bool(self.settings.sms),
        )
        left = Leaving(db=db, sealer=sealer, opening=opening, directory=directory, sign_out=desk.sign_out)
        return {**came.acts, **left.acts}
