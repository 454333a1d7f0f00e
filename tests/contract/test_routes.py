"""The route table agrees with the services behind it: acts exist, roles are the same, fields have their place."""
from __future__ import annotations

import importlib
from types import SimpleNamespace

import pytest

from kernel.wire import Listing
from services.gateway.access.desk import Securing
from services.gateway.access.telling import Telling
from services.gateway.attachment.desk import Attaching
from services.gateway.attachment.link.desk import Linking
from services.gateway.attachment.publishing import Publishing
from services.gateway.attachment.upload.desk import Uploading
from services.gateway.bulk.desk import Bulk
from services.gateway.confidentiality import Confidentiality
from services.gateway.credential.own import OwnCredentials
from services.gateway.credential.signing import Signing
from services.gateway.desk import HOLDERS, Desk
from services.gateway.enrolment import Enrolment
from services.gateway.export.desk import Exporting
from services.gateway.http.quota import QUOTAS
from services.gateway.http.route import CLIENT, ROLES
from services.gateway.keeping import Keeping
from services.gateway.moving import Moving
from services.gateway.ogc.maps import Maps
from services.gateway.oidc.desk import Arriving
from services.gateway.oidc.leaving import Leaving
from services.gateway.open311.desk import Open311
from services.gateway.phone.changing import Changing
from services.gateway.phone.desk import Calling
from services.gateway.resident.desk import Residing
from services.gateway.resident.receipt import Receipts
from services.gateway.rights.archive.desk import Archiving
from services.gateway.rights.copying import Copying
from services.gateway.rights.desk import Erasures
from services.gateway.roster.desk import Roster
from services.gateway.roster.request.desk import Requests
from services.gateway.routes import ROWS
from services.gateway.session.desk import OwnSessions
from services.gateway.stream.desk import Following
from services.gateway.stream.hub import Hub
from services.gateway.why.desk import Explaining
from services.gateway.window.copying import Fetching
from services.gateway.window.desk import Window
from services.gateway.window.photo import Photographing
from services.grid.domain import permit as grid
from services.grid.domain import unmask as grid_unmask
from services.grid.domain.admission import item_life, task_life
from services.grid.domain.border import change as border_change
from services.grid.domain.device import device_life
from services.grid.domain.duty import duty
from services.grid.domain.grid import permit as grid_permit
from services.grid.domain.ground import change as area_change
from services.grid.domain.order import campaign as campaign_rules
from services.grid.domain.order import reward as reward_rules
from services.grid.domain.order import supervision as supervision_rules
from services.grid.domain.order import work_life
from services.grid.domain.part import part
from services.grid.domain.premises import permit as premises_permit
from services.grid.domain.setting import choose as setting_choose
from services.grid.domain.staff import staff as grid_staff
from services.grid.domain.voice import support
from services.grid.domain.whistle import call_life
from services.mediation.domain import permit as mediation
from services.petition.domain import permit as petition
from services.petition.domain.window import permit as window

REMOTE = [row for row in ROWS if row.service != "gateway"]
SERVICES = ("grid", "petition", "mediation", "notify")
# acts other services call, which no client may
INTERNAL = {
    "grid": {
        "list_retention", "personal_copy", "personal_correct", "personal_corrected", "personal_holding",
        "chart", "chart_extent", "chart_feature", "list_published", "evidence_kept", "evidence_reach", "hand_over_file",
        "my_ground", "progress", "why", "report_rows", "name_offices", "whose",
    },
    "petition": {
        "list_retention", "personal_copy", "personal_correct", "personal_corrected", "personal_holding",
        "audience", "register_rows", "progress", "why", "why_intake", "whose", "intake_photos_kept",
        "intake_photo_reach",
    },
    "mediation": {
        "list_retention", "personal_copy", "personal_correct", "personal_corrected", "personal_holding",
        "audience", "refer", "progress", "own_openings", "why", "whose",
    },
    "notify": {"list_retention", "text_code", "text_left"},
}
# POSTs that make nothing: asking twice is as good as asking once
# those about what proves somebody keep no answer: a key would have a digest of the password and the answer written down
KEYLESS = {
    "begin_upload", "link_attachment",
    "hear_oidc_logout",
    "copy_by_code", "archive_by_code", "follow_erasure", "looks_by_code",
    "send_code", "sign_in_by_code", "send_change_code", "change_phone",
    "use_link", "change_password", "weigh_password", "begin_second_factor", "confirm_second_factor", "renew_recovery_codes",
    "sign_in", "upload_ticket", "sign_confidentiality", "progress", "read", "near_places", "similar",
    # the key is made of the form itself: its clients send none
    # and that of a page's form stands in a field of it
    "window_send", "window_confirm", "window_support", "window_progress", "window_photos", "window_copy",
    "window_leave",
    "own_page_code", "own_page_enter", "own_page_again", "own_page_leave", "own_page_phone_code", "own_page_phone",
    "own_page_correct", "own_page_erase", "own_page_follow",
    "receipt_page_open", "receipt_page_correct", "receipt_page_erase",
    "open311_report", "open311_report_xml", "open311_report_json",
}  # fmt: skip
GRID_TABLES = (
    grid.ROLES,
    part.ROLES,
    premises_permit.ROLES,
    duty.ROLES,
    grid_permit.ROLES,
    area_change.ROLES,
    border_change.ROLES,
    item_life.ROLES,
    task_life.ROLES,
    grid_staff.ROLES,
    setting_choose.ROLES,
    support.ROLES,
    device_life.DEVICE_ROLES,
    call_life.ROLES,
    work_life.ROLES,
    supervision_rules.ROLES,
    campaign_rules.ROLES,
    reward_rules.ROLES,
    grid_unmask.ROLES,
)
PERMITS = {
    "grid": {act: roles for table in GRID_TABLES for act, roles in table.items()},
    "petition": petition.ROLES | {f"window_{act}": roles for act, roles in window.ROLES.items()},
    "mediation": mediation.ROLES,
}
# acts whose name on the way in differs from the act in the table of moves
MOVES = {
    "return_": ("return",),
    "check": ("pass", "fail"),
    "withdraw_by_code": ("withdraw",),
    "rate_by_code": ("rate",),
    "consent_by_code": ("consent",),
    "end_by_code": ("end",),
    "take_in": ("window_take_in",),
    "confirm_intake": ("window_send_on", "window_answer", "window_assign"),
    "confirm_intake_by_code": ("window_send_on",),
    "support_by_intake": ("window_stand_behind",),
    "return_intake": ("window_return",),
    "finish_intake": ("window_finish",),
    "mark_intake_minor": ("window_mark_minor",),
}
GUARDED = [row for row in REMOTE if row.service in PERMITS and row.verb == "POST" and row.act not in KEYLESS]


def acts_of(service):
    found = importlib.import_module(f"services.{service}.service").Service
    methods = {name: getattr(found, name) for name in dir(found) if not name.startswith("__")}
    entries = {name: getattr(method, "nameko_entrypoints", ()) for name, method in methods.items()}
    return {name for name, parts in entries.items() if any(type(part).__name__ == "Rpc" for part in parts)}


def named(row):
    return f"{row.verb} {row.path}"


@pytest.mark.parametrize("row", REMOTE, ids=named)
def test_each_row_calls_an_act_that_exists(row):
    assert row.act in acts_of(row.service)


@pytest.mark.parametrize("service", SERVICES)
def test_each_act_has_a_row_or_is_for_other_services_only(service):
    routed = {row.act for row in ROWS if row.service == service}
    assert acts_of(service) - routed == INTERNAL[service]


def test_each_row_of_the_front_door_has_its_act():
    desk = Desk(db=None, sealer=None, revoked=None, opening=None, pages=FakePages, remote=None)
    identity = (
        Signing(db=None, attempts=None, proof=None, opening=None, quotas=None),
        OwnCredentials(db=None, sealer=None, attempts=None, proof=None, opening=None, issuer=""),
        OwnSessions(None, None),
        Roster(db=None, sealer=None, opening=None, attempts=None),
        Requests(db=None, sealer=None, end=None),
        Calling(db=None, sealer=None, opening=None, codes=None),
        Changing(db=None, sealer=None, opening=None, codes=None, remote=None),
    )
    maps = Maps(remote=None, cursor=None, pages=FakePages)
    pledge = Confidentiality(db=None, standing=None, pledge=None)
    attaching = Attaching(db=None, sealer=None, files=None, limits={}, tickets=None, remote=None)
    shown = Publishing(None, attaching)
    uploading, linking = Uploading(None, attaching), Linking(db=None, sealer=None, desk=attaching, minutes=15)
    why = Explaining(None, remote=None)
    clients = Enrolment(db=None, known=None)
    rest = dict.fromkeys(("db", "quotas", "clients", "remote", "photos", "fresh", "photo_most"))
    foreign = Open311(**rest, sealer=SimpleNamespace(keys={}), district="210203")
    came = Arriving(db=None, sealer=None, opening=None, directory=None, district="210203", phone=False)
    left = Leaving(db=None, sealer=None, opening=None, directory=None, sign_out=None)
    own = [one.acts for one in (*identity, came, left)]
    acts = [*own, *(one.acts for one in (desk, maps, pledge, Moving(db=None), why, attaching, shown, clients, foreign))]
    acts += [uploading.acts, linking.acts, Telling(None, remote=None).acts, Securing(None, remote=None).acts]
    acts += [Following(hub=Hub(), feed=None, holds=None, sealer=None, remote=None).acts]
    acts += [Window(None, None, None).acts, Photographing(None, None, None, 0, None).acts]
    acts += [Residing({}, cookies=None, pocket=None, cursor=None).acts, Receipts({}, cookies=None, pocket=None).acts]
    acts += [Bulk(remote=None).acts, Exporting(db=None, files=None, rows=ROWS).acts]
    acts += [Keeping(None, (), {}, None).acts]
    acts += [Copying(db=None, sealer=None, remote=None).acts]
    acts += [Archiving(db=None, sealer=None, copying=None, files=None).acts, Fetching(None).acts]
    acts += [Erasures(db=None, sealer=None, remote=None, carrying=None, calendar=None, district="").acts]
    assert {name for one in acts for name in one} == {row.act for row in ROWS if row.service == "gateway"}


class FakePages:
    document = page = asset = map_page = map_asset = sign_in_page = sign_in_asset = None


@pytest.mark.parametrize("row", GUARDED, ids=named)
def test_roles_of_a_row_are_those_of_the_rule(row):
    permits = PERMITS[row.service]
    allowed = set().union(*(permits[act] for act in MOVES.get(row.act, (row.act,)))) - {"system"}
    # a row open to anyone leaves it to the service, which knows the reporter by the query code
    assert allowed - {"anyone"} == set(row.roles) if row.roles is not None else "anyone" in allowed


@pytest.mark.parametrize("service", sorted(set(HOLDERS.values())))
def test_progress_is_answered_by_each_holder_of_numbers(service):
    assert "progress" in acts_of(service)


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_each_segment_of_a_path_is_a_field_of_the_command(row):
    assert set(row.parameters) <= row.schema().fields.keys()


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_a_command_with_a_version_takes_it_from_if_match(row):
    assert row.version == ("version" in row.schema().fields)


@pytest.mark.parametrize("row", [row for row in ROWS if row.verb == "POST"], ids=named)
def test_each_act_wants_a_key(row):
    assert row.keyed == (row.act not in KEYLESS)


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_a_list_goes_page_by_page(row):
    assert row.paged == issubclass(row.schema, Listing)


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_roles_and_quotas_are_known_words(row):
    assert set(row.roles or ()) <= {*ROLES, CLIENT}
    assert row.quota in QUOTAS or row.quota == ""


@pytest.mark.parametrize("row", [row for row in ROWS if row.verb == "POST" and row.roles is None], ids=named)
def test_whoever_writes_without_an_account_meets_a_limit(row):
    assert row.quota


def test_a_query_code_never_stands_in_an_address():
    assert not any("code" in row.schema().fields for row in ROWS if row.verb != "POST")
