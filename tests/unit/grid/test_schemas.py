"""Commands of the grid service as they come over the wire."""
from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import pytest

from kernel.errors import Invalid
from kernel.wire import Schema, load
from services.grid import schemas
from services.grid.domain.life import ACTS, COMMAND
from services.grid.domain.permit import ROLES

ID = "00000000-0000-7000-8000-000000000001"
SEEN = {"incident": ID, "version": 3}

FAULTS: tuple[tuple[type[Schema], dict[str, Any], str, str], ...] = (
    (schemas.Report, {"description": "x", "colour": 1}, "wire.unknown_field", "/colour"),
    (schemas.Report, {"description": " "}, "wire.wrong_length", "/description"),
    (schemas.Report, {"description": 7}, "wire.wrong_type", "/description"),
    (schemas.Report, {"description": "x", "point": {"lon": "121", "lat": 38}}, "wire.wrong_type", "/point/lon"),
    (schemas.Report, {"description": "x", "point": {"lon": 121, "lat": 99}}, "wire.out_of_range", "/point/lat"),
    (
        schemas.Report,
        {"description": "x", "point": {"lon": 121, "lat": 38, "system": "mars"}},
        "wire.not_a_choice",
        "/point/system",
    ),
    (schemas.Report, {"description": "x", "area": "2102"}, "wire.wrong_form", "/area"),
    (
        schemas.Report,
        {"description": "x", "unnamed": True, "reporter": {"name": "林一"}},
        "grid.unnamed_with_name",
        "/reporter",
    ),
    (schemas.Report, {"description": "x", "reporter": {"phone": "110"}}, "wire.wrong_form", "/reporter/phone"),
    (schemas.Locate, SEEN, "grid.place_missing", "/point"),
    (schemas.Check, {**SEEN, "passed": False}, "grid.check_reason_mismatch", "/reason"),
    (schemas.Check, {**SEEN, "passed": True, "reason": "not_done"}, "grid.check_reason_mismatch", "/reason"),
    (schemas.RequestExtension, {**SEEN, "days": 21, "reason": "weather"}, "wire.out_of_range", "/days"),
    (schemas.Rate, {**SEEN, "score": 0, "solved": True}, "wire.out_of_range", "/score"),
    (schemas.Rate, {**SEEN, "score": "5", "solved": True}, "wire.wrong_type", "/score"),
    (schemas.Accept, {"incident": ID}, "wire.required", "/version"),
    (schemas.Finish, {**SEEN, "evidence": [{"kind": "video"}]}, "wire.not_a_choice", "/evidence/0/kind"),
    (schemas.ListIncidents, {"limit": 201}, "wire.out_of_range", "/limit"),
    (schemas.ListIncidents, {"after": {"id": ID}}, "wire.required", "/after"),
)


@pytest.mark.parametrize(("schema", "command", "code", "pointer"), FAULTS, ids=lambda value: str(value)[:40])
def test_a_fault_is_named_with_its_code_and_its_place(
    schema: type[Schema], command: dict[str, Any], code: str, pointer: str
) -> None:
    with pytest.raises(Invalid) as caught:
        load(schema, command)
    assert [(problem.code, problem.pointer) for problem in caught.value.problems] == [(code, pointer)]


def test_what_is_not_said_is_the_least() -> None:
    order = load(schemas.Report, {"description": "  a lamp is out "})
    assert order["description"] == "a lamp is out"
    assert (order["urgent"], order["solved"], order["unnamed"], order["reporter"]) == (False, False, False, None)


def test_a_reporter_by_code_needs_no_account() -> None:
    assert load(schemas.Rate, {**SEEN, "score": 5, "solved": True, "code": "ab12cd34"})["code"] == "ab12cd34"


def test_each_act_of_a_person_has_its_command() -> None:
    by_system = {act for act, roles in ROLES.items() if roles == {"system"}}  # it follows from something else; nobody asks
    named = {COMMAND.get(act, act) for act in ACTS if act not in by_system}
    rooms = [importlib.import_module(f"{schemas.__name__}.{found.name}") for found in pkgutil.iter_modules(schemas.__path__)]
    known = {name for module in rooms for name in vars(module)}
    assert {name.title().replace("_", "") for name in named} <= known


def test_each_act_tells_a_fact_of_its_own() -> None:
    assert len({name for name in schemas.EVENTS if name.startswith("grid.incident_")}) == len(ACTS)
    assert len(set(schemas.EVENTS)) == len(schemas.EVENTS)
