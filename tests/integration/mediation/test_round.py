"""One dispute goes from opening to agreement, or to the other ways, on a real database."""
from __future__ import annotations

from kernel import deadline_sweep
from kernel.errors import Conflict, Denied, Invalid, Missing
from kernel.wire import load
from services.mediation.domain.life import ENDED, LIFE
from services.mediation.schemas import Statement
from tests.integration.mediation.committee import ANYONE, APPLICANT, DESK, MEDIATOR, NEIGHBOUR, SYSTEM, Committee, side
from tests.make import refused


def test_a_dispute_goes_from_opening_to_a_written_agreement_and_tells_each_step(committee: Committee) -> None:
    seen = committee.mediating()
    seen = committee.act(MEDIATOR, "conclude", seen, written=committee.written(seen))
    assert (seen["state"], seen["acts"]) == ("agreed", [])
    told = committee.told()
    assert [one["name"].removeprefix("mediation.") for one in told] == [
        "opened", "consented", "accepted", "assigned", "acknowledged", "acknowledged", "session_recorded", "agreed",
    ]  # fmt: skip
    for one in told:
        assert {"number", "area", "unit", "state", "origin"} <= set(one["data"])
    assert [one["version"] for one in told] == list(range(1, 9))
    whole = committee.as_(MEDIATOR).find({"dispute": seen["id"]})
    assert (whole["agreement"]["form"], whole["agreement"]["copies"]) == ("written", 3)
    assert [one["record"] for one in whole["sessions"]] == ["both spoke"]
    assert [one["name"] for one in whole["persons"]] == ["林*", "周*"]


def test_mt_01_and_mt_07_are_shown_to_the_parties_with_their_days(committee: Committee) -> None:
    seen = committee.mediating()
    (month,) = committee.progress(seen)["clocks"]
    assert (month["rule"], month["due_on"], month["state"]) == ("MT-01", "2026-04-03", "running")
    committee.act(MEDIATOR, "conclude", seen, written=committee.written(seen))
    clocks = committee.progress(seen, language="zh")["clocks"]
    assert [(one["rule"], one["state"], one["due_on"]) for one in clocks] == [
        ("MT-01", "stopped", "2026-04-03"), ("MT-07", "running", "2026-04-03"),
    ]  # fmt: skip
    assert clocks[1]["words"] == "双方可于2026-04-03前（含当日）共同向人民法院申请司法确认"


def test_mt_07_the_closing_of_the_window_is_told_once(committee: Committee) -> None:
    seen = committee.mediating()
    committee.act(MEDIATOR, "conclude", seen, written=committee.written(seen))
    committee.later(days=30)
    assert deadline_sweep.sweep(committee.db, committee.at) == 1
    assert deadline_sweep.sweep(committee.db, committee.at) == 0
    last = committee.told()[-1]
    assert (last["name"], last["data"]["rule"]) == ("mediation.deadline_near", "MT-07")


def test_mt_01_the_committee_that_is_given_the_case_owes_its_month(committee: Committee) -> None:
    committee.assigned()
    assert committee.db.all("SELECT rule, owner FROM obligation") == [("MT-01", "committee")]


def test_mx_07_a_refusal_ends_it_at_once_and_tells_the_other_ways(committee: Committee) -> None:
    seen = committee.heard("consent", committee.open(), "respondent", agreed=False)
    assert (seen["state"], seen["acts"]) == ("refused", [])
    assert committee.told()[-1]["name"] == "mediation.refused"
    progress = committee.progress(seen)
    assert "Bring an action in court" in progress["documents"][-1]["text"]
    assert len(progress["remedies"]) == 3
    with refused(Conflict, "mediation.dispute_act_not_allowed"):
        committee.act(DESK, "assign", seen, mediator="m-1", unit="committee", interest="none")


def test_mx_07_consent_is_kept_for_each_party_by_itself(committee: Committee) -> None:
    committee.accepted()
    rows = committee.db.all("SELECT role, consent, consent_how, consent_by FROM party ORDER BY role")
    assert rows == [("applicant", "given", "online", ""), ("respondent", "given", "in_person", "d-1")]


def test_mx_08_a_party_without_an_account_consents_follows_and_ends_by_its_own_code(committee: Committee) -> None:
    seen = committee.open()
    code = committee.seal.code(side(seen, "respondent"))
    opens = {"number": seen["number"], "code": code}
    assert committee.as_(ANYONE).consent_by_code({**opens, "agreed": True})["state"] == "accepted"
    assert committee.progress(seen, code=code)["acts"] == ["acknowledge", "end"]
    ended = committee.as_(ANYONE).end_by_code({**opens, "words": "we have moved away"})
    assert ended["state"] == "ended"
    assert committee.progress(seen, code=code)["documents"][-1]["kind"] == "other_remedies"
    assert committee.db.all("SELECT words FROM closing") == [("we have moved away",)]


def test_the_desk_is_given_the_code_of_the_party_it_heard_for_its_receipt(committee: Committee) -> None:
    seen = committee.open()
    party = side(seen, "respondent")
    command = {"dispute": seen["id"], "version": seen["version"], "party": party, "agreed": True, "how": "by_phone"}
    code = committee.as_(DESK).consent(command)["code"]
    assert committee.progress(seen, code=code)["party"] == party
    assert committee.progress(seen)["party"] == seen["party"] != party


def test_a_code_of_another_dispute_opens_nothing(committee: Committee) -> None:
    one, other = committee.open(), committee.open()
    with refused(Missing, "mediation.code_unknown"):
        committee.progress(one, code=other["code"])


def test_mx_05_no_session_before_the_rights_were_acknowledged(committee: Committee) -> None:
    seen = committee.act(DESK, "assign", committee.accepted(), mediator="m-1", unit="committee", interest="none")
    with refused(Conflict, "mediation.rights_not_acknowledged"):
        committee.act(MEDIATOR, "record_session", seen, **committee.session(seen))
    assert committee.count("session") == 0


def test_mx_05_the_statement_is_there_for_anybody_in_both_languages(committee: Committee) -> None:
    told = [committee.as_(ANYONE, language=language).rights({}) for language in ("zh", "en")]
    assert all(load(Statement, one).keys() == Statement().fields.keys() for one in told)
    said = [one["statement"] for one in told]
    assert [len(one) for one in said] == [8, 8]
    assert said[0] != said[1]


def test_mx_12_an_agreement_that_lacks_a_signature_stores_nothing(committee: Committee) -> None:
    seen = committee.mediating()
    body = committee.written(seen)
    with refused(Invalid, "mediation.signature_missing"):
        committee.act(MEDIATOR, "conclude", seen, written={**body, "signatures": body["signatures"][:1]})
    assert committee.count("agreement") == 0
    assert committee.progress(seen)["state"] == "mediating"


def test_mx_13_an_oral_agreement_is_recorded_where_nobody_wants_a_document(committee: Committee) -> None:
    seen = committee.mediating()
    ids = [one["id"] for one in seen["parties"]]
    oral = {"agreed_at": committee.at.isoformat(), "content": "quiet", "reason": "small", "unneeded_by": ids}
    seen = committee.act(MEDIATOR, "conclude", seen, oral=oral)
    assert (seen["state"], seen["effective_at"]) == ("agreed", committee.at.isoformat())


def test_mx_14_a_failure_leaves_notice_of_the_other_ways(committee: Committee) -> None:
    seen = committee.act(MEDIATOR, "fail", committee.mediating(), reason="gap_too_wide", explanation="no way found")
    assert (seen["state"], seen["due_at"]) == ("failed", None)
    assert "调解不成" in committee.progress(seen, language="zh")["documents"][-1]["text"]


def test_mx_09_no_party_is_its_own_mediator(committee: Committee) -> None:
    with refused(Invalid, "mediation.mediator_is_party"):
        committee.act(DESK, "assign", committee.accepted(), mediator="r-1", unit="committee", interest="none")


def test_nothing_of_the_parties_is_in_events_audit_stored_replies_or_in_clear_anywhere(committee: Committee) -> None:
    seen = committee.mediating()
    committee.act(MEDIATOR, "conclude", seen, written=committee.written(seen))
    person = ("林一", "周二", "13800000000", "13900000000", "东社区一号")
    account = ("r-1",)  # who did what stands in the audit, and whose key it is in the stored reply
    tables = {"audit": person, "once": person}
    for table in (*tables, "outbox", "dispute", "party", "person", "step", "session", "agreement", "obligation"):
        rows = committee.db.all(f"SELECT t::text FROM {table} AS t")
        assert rows
        for (text,) in rows:
            assert not [word for word in tables.get(table, person + account) if word in text], table


def test_the_accounts_to_notify_are_opened_for_services_only_and_audited(committee: Committee) -> None:
    seen = committee.open()
    with refused(Denied, "mediation.role_not_allowed"):
        committee.as_(DESK).audience({"dispute": seen["id"]})
    found = committee.as_(SYSTEM).audience({"dispute": seen["id"]})
    assert found == {"number": seen["number"], "accounts": ["r-1"]}
    assert '"act":"account_opened"' in committee.db.all("SELECT body FROM audit ORDER BY seq")[-1][0]


def test_mx_02_the_applicant_ends_it_by_account_and_a_neighbour_does_not(committee: Committee) -> None:
    seen = committee.accepted()
    with refused(Missing, "mediation.dispute_missing"):
        committee.act(NEIGHBOUR, "end", seen, party=seen["party"])
    with refused(Denied, "mediation.word_not_yours"):
        committee.act(APPLICANT, "end", seen, party=side(seen, "respondent"))
    assert committee.act(APPLICANT, "end", seen, party=seen["party"])["state"] == "ended"


def test_the_states_of_the_table_of_moves_and_of_the_database_are_the_same(committee: Committee) -> None:
    rows = committee.db.all("SELECT state, ended FROM dispute_state")
    assert dict(rows) == {state: state in ENDED for state in LIFE.states}


def test_what_is_missed_is_told_with_the_number_people_know(committee: Committee) -> None:
    seen = committee.accepted()
    deadline_sweep.sweep(committee.db, committee.later(days=90).at)
    missed = [one["data"]["number"] for one in committee.told() if one["name"] == "mediation.deadline_missed"]
    assert missed == [seen["number"]]
