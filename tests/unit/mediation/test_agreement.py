"""Agreements: what must stand in them, and when they take effect."""
from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest

from kernel.decision import Decision
from kernel.errors import Conflict, Denied, Invalid
from kernel.wire import load
from services.mediation import schemas
from services.mediation.domain.agreement import CHECKS, Agreement, conclude
from services.mediation.domain.dispute import Case
from services.mediation.domain.doer import Doer
from tests.make import refused
from tests.unit.mediation.matter import COLLEAGUE, LATER, MEDIATOR, NOW, case

TERM = {
    "obligor": "a", "obligee": "b", "performance": "keep quiet at night", "mode": "act", "place": "at home",
    "due_on": date(2026, 3, 10),
}  # fmt: skip
WRITTEN: dict[str, Any] = {
    "made_at": NOW, "place": "the committee", "facts": "noise at night", "points": ["when is night"],
    "responsibilities": ["a moves chairs"], "terms": [TERM], "breach_clause": "",
    "signatures": [{"party": one, "mode": "signature", "signed_at": NOW} for one in ("a", "b")],
    "mediator_signed_at": NOW, "sealed_at": NOW, "recorder": "m-2", "checked": list(CHECKS),
}  # fmt: skip
ORAL: dict[str, Any] = {"agreed_at": NOW, "content": "quiet after ten", "reason": "small", "unneeded_by": ["a", "b"]}


def agree(
    written: dict[str, Any] | None = None, oral: dict[str, Any] | None = None, doer: Doer = MEDIATOR, **given: Any
) -> tuple[Decision[Case], Agreement]:
    return conclude(
        case("mediating"), doer, written=written, oral=oral, personal_status=given.get("personal", False), at=LATER
    )


def with_(path: str, value: Any) -> dict[str, Any]:
    changed = deepcopy(WRITTEN)
    *way, last = path.split("/")
    place: Any = changed
    for step in way:
        place = place[int(step) if step.isdigit() else step]
    place[int(last) if last.isdigit() else last] = value
    return changed


@pytest.mark.parametrize("last", ["signatures/1/signed_at", "mediator_signed_at", "sealed_at"])
def test_mx_12_a_written_agreement_takes_effect_with_the_last_signature_or_seal(last: str) -> None:
    decided, made = agree(with_(last, NOW + timedelta(hours=5)))
    assert made.effective_at == decided.record.dispute.effective_at == NOW + timedelta(hours=5)
    assert (made.form, made.copies, decided.record.dispute.state) == ("written", 3, "agreed")


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("signatures", WRITTEN["signatures"][:1], "mediation.signature_missing"),
        ("signatures/0/party", "z", "mediation.party_unknown"),
        ("terms/0/obligor", "z", "mediation.party_unknown"),
        ("terms/0/obligor", "b", "mediation.term_with_oneself"),
        ("checked", list(CHECKS[1:]), "mediation.check_missing"),
        ("sealed_at", LATER + timedelta(seconds=1), "mediation.signature_in_future"),
    ],
)
def test_mx_12_what_lacks_a_part_of_the_stricter_list_is_refused(path: str, value: Any, code: str) -> None:
    with refused(Invalid, code):
        agree(with_(path, value))


REQUIRED = [name for name in WRITTEN if name != "breach_clause"]


@pytest.mark.parametrize("name", REQUIRED)
def test_mx_12_no_part_of_the_stricter_list_can_be_left_out_on_the_wire(name: str) -> None:
    body = {key: value for key, value in WRITTEN.items() if key != name}
    with pytest.raises(Invalid) as caught:
        load(schemas.Written, body)
    assert ("wire.required", f"/{name}") in [(one.code, one.pointer) for one in caught.value.problems]


def test_mx_13_an_oral_agreement_takes_effect_when_it_is_reached() -> None:
    decided, made = agree(oral=ORAL)
    assert (made.form, made.effective_at, made.copies) == ("oral", NOW, 0)
    assert decided.events[0].data["form"] == "oral"


def test_mx_13_it_stays_oral_only_if_every_party_wants_no_document() -> None:
    with refused(Invalid, "mediation.document_wanted"):
        agree(oral={**ORAL, "unneeded_by": ["a"]})
    with refused(Invalid, "mediation.party_unknown"):
        agree(oral={**ORAL, "unneeded_by": ["a", "b", "z"]})
    with refused(Invalid, "mediation.signature_in_future"):
        agree(oral={**ORAL, "agreed_at": LATER + timedelta(seconds=1)})


@pytest.mark.parametrize(("written", "oral"), [(None, None), (WRITTEN, ORAL)])
def test_mx_11_it_is_either_written_or_oral(written: Any, oral: Any) -> None:
    with refused(Invalid, "mediation.agreement_form_unclear"):
        agree(written, oral)


def test_mx_11_only_the_mediator_concludes_and_after_a_session() -> None:
    with refused(Denied, "mediation.not_the_mediator"):
        agree(WRITTEN, doer=COLLEAGUE)
    with refused(Conflict, "mediation.dispute_act_not_allowed"):
        conclude(case("assigned"), MEDIATOR, written=WRITTEN, oral=None, personal_status=False, at=LATER)


def test_what_was_agreed_is_in_no_event() -> None:
    decided, _ = agree(WRITTEN)
    assert "quiet" not in str(decided.events)
