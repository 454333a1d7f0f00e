"""The acts of the standard: what may be reported, reporting it, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from kernel.call import Actor, Call
from kernel.clock import today
from kernel.command import Outcome, perform
from kernel.db import Database
from kernel.errors import Denied, Invalid, Missing
from kernel.seal import Sealer
from kernel.wire import load
from services.gateway.attachment import store as attachments
from services.gateway.client.known import Clients
from services.gateway.http.answer import Answer
from services.gateway.http.quota import Quotas
from services.gateway.http.spool import Spools
from services.gateway.http.visit import Visit
from services.gateway.open311 import answer, discovery, form, offer, report, request, sent
from services.gateway.open311.form import Form
from services.gateway.open311.name import Names
from services.gateway.open311.photo import Photos
from services.gateway.open311.schema import AskRequests
from services.gateway.open311.span import span
from services.gateway.token import Bearer
from services.grid.schemas.published import FURTHEST

Order = dict[str, Any]
Remote = Callable[[str, str, Order, Call], Order]
REQUESTS, SCOPE, QUOTA = "service_requests", "report", "report"
STATUSES = {"open": True, "closed": False}
ENDS = ("", "_xml", "_json")
NOTICES = {
    "zh": "编号{number}，查询码{code}，凭此查询进度、补充照片和评价；查询码仅显示这一次。",
    "en": "Number {number}, query code {code}: with both you follow it, add photos and rate it. The code is shown this once.",
}
NOT_TAKEN = {"zh": "照片未收：{why}", "en": "A photo was not taken: {why}"}


class Open311:
    """Acts of the service `gateway` by name in `acts`; those without an own path for each format once for each.

    district: 6 digits. fresh: names a file that a form with photos is written to while it comes. photo_most: bytes.
    """

    def __init__(
        self, *, db: Database, sealer: Sealer, quotas: Quotas, clients: Clients, remote: Remote, photos: Photos,
        fresh: Callable[[], Path], photo_most: int, district: str,
    ):  # fmt: skip
        self._db, self._sealer, self._quotas, self._clients = db, sealer, quotas, clients
        self._remote, self._photos, self._fresh, self._most = remote, photos, fresh, photo_most
        self._places = ("", district, district.ljust(12, "0"))
        self._names, self._spools = Names(sealer), Spools()
        listed = {"discovery": self.discovery, "services": self.services, "requests": self.requests, "report": self.report}
        self.acts: dict[str, Callable[[Visit, Order], Answer]] = {
            **{f"open311_{name}{end}": act for name, act in listed.items() for end in ENDS},
            "open311_service": self.definition,
            "open311_request": self.request,
            "open311_token": self.token,
        }

    def discovery(self, visit: Visit, command: Order) -> Answer:
        """Say where the standard is spoken."""
        version = self._kinds(visit)["version"]
        return answer.held(visit, "discovery", discovery.document(visit.origin, version, visit.language))

    def services(self, visit: Visit, command: Order) -> Answer:
        """List what may be reported.

        :raises Missing: gateway.open311_jurisdiction_unknown
        """
        self._here(command)
        found = [offer.service(kind, visit.language) for kind in self._kinds(visit)["items"]]
        return answer.held(visit, "services", found)

    def definition(self, visit: Visit, command: Order) -> Answer:
        """Say what is asked of a report of one kind.

        :raises Missing: gateway.open311_jurisdiction_unknown, gateway.open311_service_unknown
        """
        self._here(command)
        kind = self._kind(visit, answer.bare(command["service"]))
        return answer.held(visit, "service_definition", offer.definition(kind, visit.language))

    def requests(self, visit: Visit, command: Order) -> Answer:
        """List what is published of matters, the newest first.

        Rule GR-290, domain 8.1.

        :raises Invalid: gateway.open311_date_malformed, gateway.open311_span_too_long, wire.not_a_choice, wire.out_of_range
        :raises Missing: gateway.open311_jurisdiction_unknown
        """
        order = load(AskRequests, command)
        self._here(order)
        names = _parts(order["service_request_id"])
        return self._shown(visit, self._asked_by_name(names) if names else (_question(order), {}))

    def request(self, visit: Visit, command: Order) -> Answer:
        """Give one matter.

        :raises Missing: grid.incident_missing, gateway.open311_jurisdiction_unknown
        """
        self._here(command)
        return self._shown(visit, self._asked_by_name([answer.bare(command["request"])]), needed=True)

    def token(self, visit: Visit, command: Order) -> Answer:
        """Give the id a token stands for: each request has its id at once, which is good as its token.

        :raises Missing: grid.incident_missing, gateway.open311_jurisdiction_unknown
        """
        self._here(command)
        token = answer.bare(command["token"])
        if not self._published(visit, self._asked_by_name([token])[0]):
            raise Missing("grid.incident_missing")
        return answer.held(visit, REQUESTS, [{"service_request_id": token, "token": token}])

    def report(self, visit: Visit, command: Order) -> Answer:
        """Register a matter; the same form of the same sender within 24 hours is the same matter.

        Rules GR-292, GR-293.

        :raises Invalid: wire.*, grid.point_outside, grid.place_missing, gateway.open311_attribute_unknown, gateway.body_*,
            gateway.content_type_refused, gateway.too_many_requests
        :raises Denied: gateway.open311_key_refused, gateway.scope_missing
        :raises Missing: gateway.open311_jurisdiction_unknown, gateway.open311_service_unknown
        """
        with form.read(visit.environ, self._spools, self._fresh, most=self._most) as given:
            who = self._sender(visit, given)
            self._here(given.fields)
            if "service_code" not in given.fields:
                raise Invalid("wire.required", pointer="/service_code")
            order = report.command(given, self._kind(visit, given.fields["service_code"]))
            key = sent.key(self._db, self._digest(who, given))
            receipt = self._remote("grid", "report", order, self._call(visit, key))
            self._write_down(visit, receipt, key)
            refused = self._photos.send(visit, given, receipt, key=key)
        return answer.give(visit, REQUESTS, [self._receipt(visit, receipt, refused)])

    def _sender(self, visit: Visit, given: Form) -> str:
        """Give who sends: a client by its key, a person by their token, or an address; each within its own limit.

        Rule GR-293, design: a key opens what it was given for and nothing else; without one it is as for any resident.
        """
        shown = given.fields.get("api_key")
        if shown is not None:
            visit.bearer = self._bearer(visit, shown)
            self._clients.count(visit.bearer, visit.headers)
        if visit.bearer is None:
            visit.headers += self._quotas.take(QUOTA, visit.address)
            return f"address/{visit.address}"
        if visit.bearer.scopes is not None and SCOPE not in visit.bearer.scopes:
            raise Denied("gateway.scope_missing", scope=SCOPE)
        return f"account/{visit.bearer.actor.id}"

    def _bearer(self, visit: Visit, shown: str) -> Bearer:
        try:
            return self._clients.bearer(shown, address=visit.address)
        except Denied:
            raise Denied("gateway.open311_key_refused", pointer="/api_key") from None

    def _digest(self, who: str, given: Form) -> bytes:
        said = orjson.dumps([who, given.said], option=orjson.OPT_SORT_KEYS).decode()
        return self._sealer.index(said, "open311")

    def _call(self, visit: Visit, key: str) -> Call:
        """Give the call: of a client as nobody's, since who reports is not the client."""
        call = visit.call(key)
        return replace(call, actor=Actor()) if _client(visit) else call

    def _write_down(self, visit: Visit, receipt: Order, key: str) -> None:
        """Write which client has brought a matter in, once, however often it is sent."""
        if not _client(visit):
            return
        outcome = Outcome({"id": receipt["id"]}, "open311", receipt["id"], 1)
        perform(self._db, visit.call(key), "open311_report", {"incident": receipt["id"]}, lambda tx: outcome)

    def _receipt(self, visit: Visit, receipt: Order, refused: Iterable[str]) -> Order:
        told = NOTICES[visit.language].format(number=receipt["number"], code=receipt["code"])
        photos = (NOT_TAKEN[visit.language].format(why=why) for why in refused)
        named = self._names.of(receipt["id"])
        return {"service_request_id": named, "service_notice": " ".join((told, *photos)), "account_id": None}

    def _here(self, given: Mapping[str, Any]) -> None:
        if given.get("jurisdiction_id", "") not in self._places:
            raise Missing("gateway.open311_jurisdiction_unknown", pointer="/jurisdiction_id")

    def _kinds(self, visit: Visit) -> Order:
        return self._remote("grid", "list_case_types", {}, visit.call(None))

    def _kind(self, visit: Visit, code: str) -> Order:
        for kind in self._kinds(visit)["items"]:
            if kind["code"] == code:
                found: Order = kind
                return found
        raise Missing("gateway.open311_service_unknown", pointer="/service_code")

    def _asked_by_name(self, names: Iterable[str]) -> tuple[Order, dict[str, str]]:
        """Give the question for these, and by which name each id was asked for."""
        asked = {id: name for name in names for id in self._names.ids(name)}
        return {"ids": list(asked)}, asked

    def _published(self, visit: Visit, question: Order) -> list[Order]:
        found: list[Order] = self._remote("grid", "list_published", question, visit.call(None))["items"]
        return found

    def _shown(self, visit: Visit, question: tuple[Order, dict[str, str]], *, needed: bool = False) -> Answer:
        rows, asked = self._published(visit, question[0]), question[1]
        if needed and not rows:
            raise Missing("grid.incident_missing")
        photos = self._addresses(visit, [one for row in rows for one in row["photos"]])
        return answer.held(visit, REQUESTS, [request.request(row, self._names, photos, asked=asked) for row in rows])

    def _addresses(self, visit: Visit, photos: list[str]) -> dict[str, str]:
        """Give where anybody sees those photos that somebody has published."""
        found = attachments.list_of(self._db, photos) if photos else []
        return {one.id: f"{visit.origin}/api/v1/attachments/{one.id}/published" for one in found if one.published}


def _client(visit: Visit) -> bool:
    return visit.bearer is not None and visit.bearer.scopes is not None


def _question(command: Order) -> Order:
    since, until = span(command["start_date"], command["end_date"], on=today())
    skip = (command["page"] - 1) * command["page_size"]
    if skip > FURTHEST:
        raise Invalid("wire.out_of_range", pointer="/page", least=1, most=FURTHEST // command["page_size"] + 1)
    return {
        "kinds": _parts(command["service_code"]) or None,
        "open": _open(_parts(command["status"])),
        "since_on": since.isoformat(),
        "until_on": until.isoformat(),
        "limit": command["page_size"],
        "skip": skip,
    }


def _open(statuses: list[str]) -> bool | None:
    """Read the statuses asked for; both are as good as none."""
    unknown = next((one for one in statuses if one not in STATUSES), None)
    if unknown is not None:
        raise Invalid("wire.not_a_choice", pointer="/status", choices=list(STATUSES))
    found = {STATUSES[one] for one in statuses}
    return found.pop() if len(found) == 1 else None


def _parts(values: Iterable[str]) -> list[str]:
    """Give what stands between commas, each once, in order."""
    return list(dict.fromkeys(part.strip() for value in values for part in value.split(",") if part.strip()))
