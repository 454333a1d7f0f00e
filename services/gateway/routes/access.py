"""Who saw what: for those it is about, and for security."""

from __future__ import annotations

from services.gateway.access import schemas as own
from services.gateway.http.route import Route, page, read
from services.gateway.routes.group import ANYONE, OPERATORS, V1

RESIDENTS = ("resident",)
SECONDS = 30.0

ROWS: tuple[Route, ...] = (
    read(
        f"{V1}/incidents/{{incident}}/looks", "gateway", "incident_looks", own.IncidentLooks, own.LooksView,
        ("See which offices looked at it", "查看哪些单位看过"), RESIDENTS,
    ),
    read(
        f"{V1}/petitions/{{petition}}/looks", "gateway", "petition_looks", own.PetitionLooks, own.LooksView,
        ("See which offices looked at it", "查看哪些单位看过"), RESIDENTS,
    ),
    read(
        f"{V1}/disputes/{{dispute}}/looks", "gateway", "dispute_looks", own.DisputeLooks, own.LooksView,
        ("See which offices looked at it", "查看哪些单位看过"), RESIDENTS,
    ),
    read(
        f"{V1}/intakes/{{intake}}/looks", "gateway", "intake_looks", own.IntakeLooks, own.LooksView,
        ("See which offices looked at it", "查看哪些单位看过"), RESIDENTS,
    ),
    Route(
        "POST", f"{V1}/progress/looks", "gateway", "looks_by_code", own.LooksByCode, own.LooksView,
        ("See which offices looked at a matter, by number and code", "凭编号和查询码查看哪些单位看过"), ANYONE, quota="progress",
    ),
    page(
        f"{V1}/accounts/{{account}}/seen", "gateway", "seen", own.Seen, own.SeenPage,
        ("Page through what an account saw", "某账号看过的记录"), OPERATORS, seconds=SECONDS,
    ),
    read(
        f"{V1}/accounts/{{account}}/seen-sums", "gateway", "seen_sums", own.SeenSums, own.SeenSumsView,
        ("Sum up what an account saw, and who would have to be told", "某账号看过的记录汇总"), OPERATORS, seconds=SECONDS,
    ),
)  # fmt: skip
