"""Every route that shows records of people's matters to staff says which, or says why nothing of the kind is shown."""
from __future__ import annotations

import ast
import inspect
import textwrap

import pytest

from kernel.wire import Schema
from services.gateway.access import desk, schemas, shown, telling
from services.gateway.access.look import KINDS, OUTSIDE, PURPOSES
from services.gateway.desk import SHOWN
from services.gateway.http.route import CLIENT, ROLES
from services.gateway.routes import ROWS
from services.gateway.routes.group import V1
from tests.contract.test_routes import named

# acts of the front door whose view does not tell: they say themselves what they show, by Visit.shows
SAY = {
    "attachment", "attachment_content", "bulk_incidents", "bulk_petitions", "map_cases", "ogc_cases_items", "ogc_cases_item",
    "progress",
}  # fmt: skip
GROUND, STAFF, OWN, COUNTS, SYSTEM, PLACE, PUBLIC, AUDITED, STEP = (
    "the ground, which is public or names nobody",
    "posts and duties of those who work here: no matter of a resident",
    "the caller's own account, or what was addressed to it: notify keeps whom it told what",
    "figures, by kind and place",
    "accounts and systems let in, without any matter",
    "places and organisations",
    "the same for everybody, published",
    "asks about records without showing them; audited itself",
    "what the caller has just done: the service that did it has written it into its audit",
)
ASKED = "who asked to see somebody, and what became of it: nothing of the matter but its number; audited"
MINE = "asked by those it is about, or of their asking: counts and dates, audited"
# by the beginning of the path, the longest that fits
UNSHOWN = {
    f"{V1}/me": OWN, f"{V1}/sessions": OWN, f"{V1}/confidentiality": OWN, f"{V1}/password-strength": OWN,
    f"{V1}/notices": OWN, "/sign-in": OWN,
    f"{V1}/sign-in": OWN, f"{V1}/accounts": SYSTEM, f"{V1}/clients": SYSTEM, f"{V1}/deliveries": SYSTEM,
    f"{V1}/settings": SYSTEM, f"{V1}/device-sources": SYSTEM, f"{V1}/devices": SYSTEM, f"{V1}/readings": STEP,
    f"{V1}/openapi.json": PUBLIC, f"{V1}/docs": PUBLIC, "/map": PUBLIC, "/ogc": PUBLIC, f"{V1}/map": PUBLIC, "/open311": PUBLIC,
    f"{V1}/case-types": PUBLIC, f"{V1}/access-list": PUBLIC, f"{V1}/mediation/rights": PUBLIC, f"{V1}/reward-amounts": PUBLIC,
    f"{V1}/attachments/{{attachment}}/published": PUBLIC,
    f"{V1}/overview": COUNTS, f"{V1}/tiers": COUNTS, f"{V1}/evaluation": COUNTS, f"{V1}/hot-spots": COUNTS,
    f"{V1}/whistle-figures": COUNTS, f"{V1}/premises-counts": COUNTS, f"{V1}/reviews": COUNTS, f"{V1}/campaigns": COUNTS,
    f"{V1}/campaign-templates": COUNTS,
    f"{V1}/areas": GROUND, f"{V1}/area-sizes": GROUND, f"{V1}/area-changes": GROUND, f"{V1}/grids": GROUND,
    f"{V1}/places": GROUND, f"{V1}/border-changes": GROUND, f"{V1}/place-kinds": GROUND,
    f"{V1}/staff": STAFF, f"{V1}/sweeps": STAFF, f"{V1}/sweep-days": STAFF, f"{V1}/rounds": STAFF, f"{V1}/round-day": STAFF,
    f"{V1}/visits": STAFF, f"{V1}/duty-week": STAFF, f"{V1}/duty-misses": STAFF, f"{V1}/meetings": STAFF,
    f"{V1}/inspections": STAFF, f"{V1}/items": STAFF, f"{V1}/tasks": STAFF, f"{V1}/burden": STAFF,
    f"{V1}/premises": PLACE, f"{V1}/member-units": PLACE, f"{V1}/co-projects": PLACE, f"{V1}/providers": PLACE,
    f"{V1}/needs": PLACE, f"{V1}/whistle-calls": PLACE,
    f"{V1}/why": AUDITED, f"{V1}/accounts/{{account}}/seen": AUDITED,
    f"{V1}/incidents/{{incident}}/suggested-units": AUDITED,
    f"{V1}/attachments": STEP, f"{V1}/uploads": STEP, f"{V1}/rewards/claim": STEP, f"{V1}/rewards/pay": STEP,
    f"{V1}/whistles": PLACE,
    f"{V1}/exports": "each page is written down where the file is written, and who fetches it in the audit",
    f"{V1}/reporter-unmaskings": ASKED, f"{V1}/petitioner-unmaskings": ASKED, f"{V1}/party-unmaskings": ASKED,
    f"{V1}/incidents/{{incident}}/reporter/unmask": ASKED, f"{V1}/petitions/{{petition}}/petitioner/unmask": ASKED,
    f"{V1}/disputes/{{dispute}}/parties/{{party}}/unmask": ASKED,
    f"{V1}/own": MINE, f"{V1}/erasures": MINE, f"{V1}/progress/looks": MINE, f"{V1}/progress/window": MINE,
    "/window": MINE, "/own": MINE, f"{V1}/window": MINE, f"{V1}/retention": COUNTS,
    f"{V1}/linked": "what a link leads to: whoever had it made is written down then",
    f"{V1}/stream": "ids and codes of what has changed; what stands in a record is asked for by its own route",
}  # fmt: skip
FOR_STAFF = [row for row in ROWS if row.roles is None or set(row.roles) - set(OUTSIDE)]


def fits(path, start):
    return path == start or path.startswith((f"{start}/", f"{start}-"))


def reason(row):
    """Give the reason of the longest beginning of a path that is listed."""
    fitting = [start for start in UNSHOWN if fits(row.path, start)]
    return UNSHOWN[max(fitting, key=len)] if fitting else None


@pytest.mark.parametrize("row", FOR_STAFF, ids=named)
def test_gr_397_each_route_for_staff_says_what_it_shows_or_why_it_shows_nothing(row):
    hint = "let the view say `shows`, let the act call visit.shows, or list the path with a reason"
    assert shown.paths(row.view) or (row.service == "gateway" and row.act in SAY) or reason(row), hint


@pytest.mark.parametrize("row", [row for row in FOR_STAFF if row.service in ("petition", "mediation")], ids=named)
def test_gr_397_each_route_of_petitions_and_disputes_tells_which_it_shows(row):
    assert shown.paths(row.view) or reason(row) in (PUBLIC, ASKED, MINE)


@pytest.mark.parametrize("row", [row for row in ROWS if "{incident}" in row.path and row.verb == "GET"], ids=named)
def test_gr_397_what_is_read_of_an_incident_tells_which(row):
    assert shown.paths(row.view) or reason(row) in (AUDITED, ASKED) or set(row.roles or ()) <= set(OUTSIDE)


def test_what_is_listed_is_a_path_there_is_and_every_saying_act_too():
    assert [start for start in UNSHOWN if not any(fits(row.path, start) for row in ROWS)] == []
    assert {row.act for row in ROWS if row.service == "gateway"} >= SAY


def test_gr_397_a_field_named_after_a_record_is_found_wherever_it_stands():
    inner = Schema.from_dict({"incident": schemas.Id()}, name="Inner")
    view = Schema.from_dict({"items": schemas.Rows(inner), "petition": schemas.Id()}, name="Outer")
    assert shown.paths(view) == {"incident": (("items", "incident"),), "petition": (("petition",),)}
    one, two = "0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e4f", "0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e50"
    rows = [{"incident": id} for id in (one, None, two, one)]
    assert shown.of({"items": rows}, [("items", "incident")]) == f"{one},{two}"


def test_each_kind_of_matter_has_its_holder_and_its_numbers():
    assert set(telling.PREFIXES.values()) == set(KINDS) == {*telling.HOLDERS, "intake"}
    assert SHOWN == telling.PREFIXES


def test_those_who_are_not_written_down_work_for_nobody():
    assert set(OUTSIDE) & set(ROLES) == {"resident"}
    assert CLIENT not in OUTSIDE


def test_gr_400_a_resident_is_never_told_an_account():
    told = set(schemas.LookView().fields)
    assert not told & {"account", "name", "login", "phone", "trace"}
    assert set(schemas.TOLD) == set(PURPOSES) - {"act"}


def test_gr_400_security_is_told_nothing_that_stands_in_a_record():
    assert set(schemas.RecordView().fields) == {"id", "number"}
    tree = ast.parse(textwrap.dedent(inspect.getsource(desk.Securing)))
    asked = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert not asked & {"find", "list", "list_incidents"}

