"""Seeing who stands behind a matter: whoever reported, petitions, or is a party of a dispute."""

from __future__ import annotations

from types import ModuleType

from services.gateway.http.route import Route, act, make, page, read
from services.gateway.routes.group import LEADERS, OFFICE, V1
from services.grid.schemas import unmask as grid
from services.mediation import schemas as mediation
from services.petition.schemas import unmask as petition

HANDLERS = ("dispatcher", "officer", "grid_worker")
REPORTER, REPORTERS = f"{V1}/incidents/{{incident}}/reporter", f"{V1}/reporter-unmaskings"
PETITIONER, PETITIONERS = f"{V1}/petitions/{{petition}}/petitioner", f"{V1}/petitioner-unmaskings"
PARTY, PARTIES = f"{V1}/disputes/{{dispute}}/parties/{{party}}", f"{V1}/party-unmaskings"
MARK = ("Say whether they are under age", "标注（取消）未成年人")
APPROVE, REFUSE = ("Let it be seen", "同意查看"), ("Let it not be seen", "不同意查看")
GIVEN = ("Page through who asked to see whom", "分页查看身份查看申请")


def decided(path: str, service: str, shapes: ModuleType) -> tuple[Route, ...]:
    """Give the rows of who leads: what was asked in one service, and the two answers to it."""
    one, send, view = f"{path}/{{unmasking}}", shapes.DecideUnmasking, shapes.UnmaskingView
    return (
        page(path, service, "list_unmaskings", shapes.ListUnmaskings, shapes.UnmaskingPage, GIVEN, LEADERS),
        act(f"{one}/approve", service, "approve_unmasking", send, view, APPROVE, LEADERS),
        act(f"{one}/refuse", service, "refuse_unmasking", send, view, REFUSE, LEADERS),
    )


ROWS: tuple[Route, ...] = (
    make(
        f"{REPORTER}/unmask", "grid", "unmask_reporter", grid.UnmaskReporter, grid.UnmaskingView,
        ("Ask to see who reported", "申请查看上报人身份"), HANDLERS,
    ),
    read(
        REPORTER, "grid", "find_reporter", grid.FindReporter, grid.SeenReporterView,
        ("See who reported, while a grant runs", "查看上报人身份（授权期内）"), HANDLERS,
    ),
    act(f"{REPORTER}/minor", "grid", "mark_minor", grid.MarkReporterMinor, grid.ReporterMarkedView, MARK, (*HANDLERS, *LEADERS)),
    *decided(REPORTERS, "grid", grid),
    make(
        f"{PETITIONER}/unmask", "petition", "unmask_petitioner", petition.UnmaskPetitioner, petition.UnmaskingView,
        ("Ask to see who petitions", "申请查看信访人身份"), OFFICE,
    ),
    read(
        PETITIONER, "petition", "find_petitioner", petition.FindPetitioner, petition.SeenPetitioner,
        ("See who petitions, while a grant runs", "查看信访人身份（授权期内）"), OFFICE,
    ),
    act(
        f"{PETITIONER}/minor", "petition", "mark_minor", petition.MarkPetitionerMinor, petition.PetitionerMarkedView, MARK,
        (*OFFICE, *LEADERS),
    ),
    *decided(PETITIONERS, "petition", petition),
    make(
        f"{PARTY}/unmask", "mediation", "unmask_party", mediation.UnmaskParty, mediation.UnmaskingView,
        ("Ask to see who a party is", "申请查看当事人身份"), OFFICE,
    ),
    read(
        PARTY, "mediation", "find_party", mediation.FindParty, mediation.SeenParty,
        ("See who a party is, while a grant runs", "查看当事人身份（授权期内）"), OFFICE,
    ),
    act(
        f"{PARTY}/minor", "mediation", "mark_minor", mediation.MarkPartyMinor, mediation.PartyMarkedView, MARK,
        (*OFFICE, *LEADERS),
    ),
    *decided(PARTIES, "mediation", mediation),
)  # fmt: skip
