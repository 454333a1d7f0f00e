"""Estates, buildings, units and public places; who else is in the neighbourhood."""

from __future__ import annotations

from services.gateway.http.route import Route, act, make, page, read
from services.gateway.routes.group import ANYONE, DESK, FIELD, STAFF, V1
from services.grid.schemas import premises

PREMISES = f"{V1}/premises"
ONE = f"{PREMISES}/{{premises}}"
SEEN = premises.PremisesView

ROWS: tuple[Route, ...] = (
    make(
        PREMISES,
        "grid",
        "register_premises",
        premises.RegisterPremises,
        SEEN,
        ("Register an estate, a building, a unit or a place", "登记小区、楼栋、单元或场所"),
        FIELD,
        location=f"{PREMISES}/{{id}}",
    ),
    page(
        PREMISES,
        "grid",
        "list_premises",
        premises.ListPremises,
        premises.PremisesPage,
        ("Page through estates, buildings and places", "小区、楼栋与场所列表"),
        STAFF,
    ),
    read(ONE, "grid", "find_premises", premises.FindPremises, SEEN, ("Read one", "查看小区、楼栋或场所"), STAFF),
    act(f"{ONE}/change", "grid", "change_premises", premises.ChangePremises, SEEN, ("Put it right", "更正信息"), FIELD),
    act(f"{ONE}/move", "grid", "move_premises", premises.MovePremises, SEEN, ("Put its point right", "更正位置"), FIELD),
    act(f"{ONE}/end", "grid", "end_premises", premises.EndPremises, SEEN, ("Say it is no more", "注销"), DESK),
    read(
        f"{V1}/premises-counts",
        "grid",
        "count_premises",
        premises.CountPremises,
        premises.CountsView,
        ("Count households, buildings and places", "户数、楼栋与场所统计"),
        STAFF,
    ),
    read(
        f"{V1}/place-kinds",
        "grid",
        "list_place_kinds",
        premises.ListPlaceKinds,
        premises.PlaceKindsView,
        ("List the kinds of public places", "场所类别"),
        ANYONE,
    ),
    # a question, but its point is somebody's position: it goes in the body, for addresses are logged
    Route(
        "POST",
        f"{V1}/places/near",
        "grid",
        "near_places",
        premises.NearPlaces,
        premises.NearView,
        ("Find the places nearest to a point", "附近的场所"),
        ANYONE,
        quota="progress",
    ),
)
