"""One petition goes all the way from registration to rating on a real database."""
from __future__ import annotations

from datetime import date

from kernel import deadline_sweep
from kernel.errors import Conflict, Denied, Invalid, Missing
from kernel.number import Number
from services.petition.domain.life import ENDED, LIFE
from services.petition.store.petition import put_departments
from tests.integration.petition.office import (
    ACCEPT,
    ANSWER,
    ANYONE,
    DESK,
    EAST,
    NEIGHBOUR,
    OFFICER,
    REFUSAL,
    RESIDENT,
    SYSTEM,
    WORKER,
    Office,
)
from tests.make import refused


def test_a_petition_goes_from_registration_to_rating_and_tells_each_step(office: Office) -> None:
    seen = office.act(RESIDENT, "rate", office.answered(), score=5)
    assert (seen["state"], seen["version"], seen["score"]) == ("answered", 5, 5)
    told = office.told()
    assert [one["name"] for one in told] == [
        "petition.registered", "petition.forwarded", "petition.accepted", "petition.answered", "petition.rated",
    ]  # fmt: skip
    for one in told:
        assert {"number", "area", "unit", "state", "origin"} <= set(one["data"])
        assert (one["data"]["area"], one["data"]["number"]) == (EAST, seen["number"])
    assert office.count("audit") == 5


def test_nothing_of_the_petitioner_is_in_events_audit_stored_replies_or_in_clear_anywhere(office: Office) -> None:
    office.answered()
    person = ("林一", "13800000000", "东社区一号")
    account = ("r-1",)  # who did what stands in the audit, and whose key it is in the stored reply
    tables = {"audit": person, "once": person}
    for table in (*tables, "outbox", "petition", "petitioner", "step", "document", "obligation"):
        rows = office.db.all(f"SELECT t::text FROM {table} AS t")
        assert rows
        for (text,) in rows:
            assert not [word for word in tables.get(table, person + account) if word in text], table


def test_pt_02_and_pt_05_are_shown_to_the_petitioner_with_their_working(office: Office) -> None:
    receipt = office.register()
    (first,) = office.progress(receipt)["clocks"]
    assert (first["rule"], first["due_on"], first["state"]) == ("PT-02", "2026-03-18", "running")
    assert first["words"] == "you must be told in writing whether it is accepted by 2026-03-18"
    assert [one["step"] for one in first["working"]][:2] == ["started", "limit"]
    office.later(days=1)
    sent = office.act(DESK, "forward", receipt, unit="housing", reason="it answers for lifts")
    office.later(days=1)
    office.act(OFFICER, "accept", sent, **ACCEPT)
    clocks = {one["rule"]: one for one in office.progress(receipt, "zh")["clocks"]}
    assert {rule: one["state"] for rule, one in clocks.items()} == {
        "PT-02": "stopped", "PT-03": "stopped", "PT-05": "running",
    }  # fmt: skip
    assert clocks["PT-05"]["due_on"] == "2026-05-04"
    assert clocks["PT-05"]["words"] == "最迟应于2026-05-04办结"


def test_pt_02_a_deadline_that_comes_near_is_told_once(office: Office) -> None:
    seen = office.register()
    office.later(days=16)
    assert deadline_sweep.sweep(office.db, office.at) == 1
    assert deadline_sweep.sweep(office.db, office.at) == 0
    last = office.told()[-1]
    assert (last["name"], last["subject"], last["data"]["rule"]) == ("petition.deadline_missed", seen["id"], "PT-02")


def test_pt_07_the_opinion_tells_of_the_review_in_both_languages(office: Office) -> None:
    seen = office.answered()
    for language, words in (("zh", "日内请求the district government"), ("en", "for a review within 30 days")):
        opinion = office.progress(seen, language)["documents"][-1]
        assert opinion["kind"] == "opinion"
        assert words in opinion["text"]
        assert "《物业管理条例》 53" in opinion["text"]


def test_px_02_a_refusal_gives_reason_source_and_where_to_go_and_ends_the_clock(office: Office) -> None:
    seen = office.act(OFFICER, "refuse", office.forwarded(), **REFUSAL)
    assert (seen["state"], seen["due_at"], seen["acts"]) == ("refused", None, [])
    progress = office.progress(seen)
    text = progress["documents"][-1]["text"]
    for part in ("for arbitration", "《信访工作条例》第三十一条第（二）项", REFUSAL["organ"], REFUSAL["limit"]):
        assert part in text
    assert progress["words"] == "not accepted; the notice gives the reason and other ways"


def test_px_02_a_refusal_without_a_remedy_stores_nothing(office: Office) -> None:
    seen = office.forwarded()
    with refused(Invalid, "petition.remedy_missing"):
        office.act(OFFICER, "refuse", seen, **{**REFUSAL, "organ": ""})
    assert office.progress(seen)["state"] == "forwarded"


def test_px_11_an_opinion_that_leaves_a_claim_open_stores_nothing(office: Office) -> None:
    seen = office.accepted()
    with refused(Invalid, "petition.claim_unanswered"):
        office.act(OFFICER, "answer", seen, **{**ANSWER, "findings": ANSWER["findings"][:1]})
    assert office.progress(seen)["state"] == "accepted"
    assert office.db.all("SELECT outcome FROM claim") == [(None,), (None,)]


def test_px_08_the_petitioner_rates_and_withdraws_by_number_and_code_without_an_account(office: Office) -> None:
    rated = office.answered()
    opens = {"number": rated["number"].lower(), "code": rated["code"].lower()}
    assert office.as_(ANYONE).rate_by_code({**opens, "score": 2})["score"] == 2
    with refused(Conflict, "petition.already_rated"):
        office.as_(ANYONE).rate_by_code({**opens, "score": 5})
    other = office.register(ANYONE)
    opens = {"number": other["number"], "code": other["code"]}
    gone = office.as_(ANYONE).withdraw_by_code({**opens, "words": "we have agreed"})
    assert (gone["state"], office.progress(other)["acts"]) == ("withdrawn", [])
    assert office.db.all("SELECT words FROM withdrawal") == [("we have agreed",)]


def test_px_08_staff_and_neighbours_neither_withdraw_nor_rate(office: Office) -> None:
    seen = office.answered()
    with refused(Denied, "petition.role_not_allowed"):
        office.act(OFFICER, "rate", seen, score=5)
    with refused(Missing, "petition.petition_missing"):
        office.act(NEIGHBOUR, "rate", seen, score=5)


def test_a_wrong_code_and_a_wrong_number_are_told_apart_by_nobody(office: Office) -> None:
    seen, other = office.register(), office.register()
    unknown = str(Number("XF", "210203", date(2026, 3, 3), 99999))
    for number, code in ((seen["number"], other["code"]), (unknown, seen["code"])):
        with refused(Missing, "petition.code_unknown"):
            office.as_(ANYONE).progress({"number": number, "code": code})


def test_a_grid_worker_registers_for_a_resident_who_follows_it_by_code(office: Office) -> None:
    seen = office.register(WORKER)
    assert (seen["channel"], seen["unit"]) == ("grid", None)
    assert office.progress(seen)["state"] == "registered"
    with refused(Missing, "petition.petition_missing"):
        office.as_(WORKER).find({"petition": seen["id"]})


def test_the_whole_file_shows_the_petitioner_masked(office: Office) -> None:
    whole = office.as_(OFFICER).find({"petition": office.answered()["id"]})
    assert whole["petitioner"] == {
        "kind": "natural", "name": "林*", "phone": "138****0000", "address": "东社区***",
    }  # fmt: skip
    assert [one["outcome"] for one in whole["claims"]] == ["support", "explain"]
    assert [one["kind"] for one in whole["documents"]] == ["receipt", "forwarding", "acceptance", "opinion"]


def test_the_account_to_notify_is_opened_for_services_only_and_audited(office: Office) -> None:
    seen = office.register()
    with refused(Denied, "petition.role_not_allowed"):
        office.as_(DESK).audience({"petition": seen["id"]})
    assert office.as_(SYSTEM).audience({"petition": seen["id"]}) == {"number": seen["number"], "account": "r-1"}
    bodies = [body for (body,) in office.db.all("SELECT body FROM audit ORDER BY seq")]
    assert '"act":"account_opened"' in bodies[-1]


def test_px_07_a_petition_department_decides_only_what_it_was_designated_for(office: Office) -> None:
    with office.db.transaction() as tx:
        put_departments(tx, {"housing": True, "water": False})
    seen = office.forwarded()
    with refused(Denied, "petition.department_only_routes"):
        office.act(OFFICER, "accept", seen, **ACCEPT)
    taken = office.act(OFFICER, "accept", seen, purpose="appeal", competence="designated")
    assert office.act(OFFICER, "answer", taken, **ANSWER)["state"] == "answered"


def test_the_states_of_the_table_of_moves_and_of_the_database_are_the_same(office: Office) -> None:
    rows = office.db.all("SELECT state, ended FROM petition_state")
    assert dict(rows) == {state: state in ENDED for state in LIFE.states}


def test_what_is_missed_is_told_with_the_number_people_know(office: Office) -> None:
    seen = office.register()
    deadline_sweep.sweep(office.db, office.later(days=60).at)
    missed = [one["data"]["number"] for one in office.told() if one["name"] == "petition.deadline_missed"]
    assert missed == [seen["number"]]
