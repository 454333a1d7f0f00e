"""Evidence refers to what was really sent, for this very matter; a checker is told what to look at twice."""
from __future__ import annotations

import pytest

from kernel.errors import Conflict, Failure, Invalid, Missing
from tests.integration.grid.town import (
    ANYONE,
    CHECKER,
    DISPATCHER,
    ELSEWHERE,
    IN_EAST,
    NEIGHBOUR,
    OFFICER,
    RESIDENT,
    WORKER,
)  # fmt: skip
from tests.integration.race import together

ID = "0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e4f"
BEFORE, AFTER = {"kind": "photo_before", "ref": ID}, {"kind": "photo_after", "ref": ID}


def attach(town, actor, seen, *pieces, **given):
    """Add evidence as it is named, without a photo of the incident's own."""
    command = {"incident": seen["id"], "version": seen["version"], "evidence": list(pieces), **given}
    return town.as_(actor).attach(command)


def code(act):
    with pytest.raises(Failure) as raised:
        act()
    return raised.value.code


def test_gr_145_the_reporter_adds_photos_by_account_and_by_query_code(town):
    seen = town.report()
    after = attach(town, RESIDENT, seen, BEFORE)
    assert (after["version"], after["state"]) == (2, "reported")
    town.sent[ID[:-1] + "0"] = {"owner": None, "incident": seen["id"]}
    again = attach(town, ANYONE, after, {"kind": "photo_before", "ref": ID[:-1] + "0"}, code=seen["code"])
    found = town.find(DISPATCHER, again)
    assert [one["ref"] for one in found["evidence"]] == [ID, ID[:-1] + "0"]
    assert [step["act"] for step in found["steps"]] == ["report", "attach", "attach"]
    assert town.told_of(seen)[-1] == "grid.incident_evidence_added"


def test_gr_145_the_reporter_does_not_bring_the_proof_that_it_is_done(town):
    seen = town.report()
    assert code(lambda: attach(town, RESIDENT, seen, AFTER)) == "grid.evidence_not_yours"
    assert code(lambda: attach(town, RESIDENT, seen, {"kind": "note"})) == "grid.evidence_missing"


def test_gr_145_whoever_reported_what_is_joined_to_another_still_adds_to_their_own(town):
    main, other = town.report(), town.report()
    joined = town.act(DISPATCHER, "merge", other, into=main["id"])
    after = attach(town, RESIDENT, joined, BEFORE)
    assert after["state"] == "merged"
    assert [one["ref"] for one in town.find(DISPATCHER, after)["evidence"]] == [ID]
    assert town.find(DISPATCHER, main)["evidence"] == []
    alone = town.act(DISPATCHER, "unmerge", after)
    assert [one["ref"] for one in town.find(DISPATCHER, alone)["evidence"]] == [ID]


@pytest.mark.parametrize("actor", [NEIGHBOUR, ANYONE, ELSEWHERE])
def test_a_stranger_adds_nothing(town, actor):
    seen = town.report()
    assert code(lambda: attach(town, actor, seen, BEFORE)) == "grid.incident_missing"


def test_gr_145_an_unnamed_report_is_not_tied_to_an_account_by_its_photos(town):
    with pytest.raises(Invalid) as raised:
        town.report(RESIDENT, unnamed=True, evidence=[BEFORE])
    assert raised.value.code == "grid.unnamed_with_attachment"
    assert town.count("incident") == 0


@pytest.mark.parametrize(
    "said",
    [None, {"owner": "somebody else"}, {"owner": None, "incident": "another incident"}],
    ids=["unknown", "of another account", "by another ticket"],
)
def test_gr_146_what_was_not_sent_by_this_person_or_for_this_matter_is_no_evidence(town, said):
    seen = town.report()
    town.sent[ID] = said
    assert code(lambda: attach(town, RESIDENT, seen, BEFORE)) == "grid.attachment_missing"
    assert (town.count("attachment"), town.count("evidence")) == (0, 0)


def test_gr_146_finishing_needs_photos_that_exist(town):
    seen = town.through("accept", "file", "dispatch")
    town.sent[ID] = None
    finish = {"incident": seen["id"], "version": seen["version"], "evidence": [AFTER]}
    assert code(lambda: town.as_(OFFICER).finish(finish)) == "grid.attachment_missing"
    del town.sent[ID]
    assert town.as_(OFFICER).finish(finish)["state"] == "handled"


def test_gr_146_one_photo_stands_for_one_incident_and_may_stand_there_twice(town):
    first, second = town.report(), town.report()
    first = attach(town, RESIDENT, first, BEFORE)
    assert code(lambda: attach(town, RESIDENT, second, BEFORE)) == "grid.attachment_used"
    assert attach(town, RESIDENT, first, BEFORE)["version"] == 3
    town.sent[ID] = None  # what is linked already needs nobody's word
    assert attach(town, DISPATCHER, {**first, "version": 3}, BEFORE)["version"] == 4
    assert town.count("attachment") == 1


def test_two_incidents_that_take_one_photo_at_once_do_not_both_get_it(town, database_of):
    seen = [town.report(), town.report()]
    towns = [town.aside(database_of("grid")) for _ in range(2)]
    results = together(2, lambda n: attach(towns[n], RESIDENT, seen[n], BEFORE))
    refused = [one for one in results if isinstance(one, Conflict)]
    assert [one.code for one in refused] == ["grid.attachment_used"]
    assert (town.count("attachment"), town.count("evidence")) == (1, 1)


def test_the_same_key_adds_once(town):
    seen = town.report()
    command = {"incident": seen["id"], "version": 1, "evidence": [BEFORE]}
    assert town.as_(RESIDENT, key="k").attach(command) == town.as_(RESIDENT, key="k").attach(command)
    assert (town.count("attachment"), town.count("evidence")) == (1, 1)


@pytest.mark.parametrize("media", ["application/pdf", "text/plain"])
def test_a_document_is_no_photo(town, media):
    seen = town.report()
    town.sent[ID] = {"media": media}
    assert code(lambda: attach(town, RESIDENT, seen, BEFORE)) == "grid.attachment_kind_wrong"
    assert attach(town, RESIDENT, seen, {"kind": "document", "ref": ID})["version"] == 2


def hinted(town, actor, seen):
    return [sorted(hint["code"] for hint in one.get("hints", ())) for one in town.find(actor, seen)["evidence"]]


def test_gr_148_a_checker_is_told_what_to_look_at_twice_and_nothing_is_refused(town):
    other = attach(town, RESIDENT, town.report(), {"kind": "photo_before", "ref": ID[:-1] + "1"})
    seen = town.through("accept", "file", "dispatch")
    early = (town.at.replace(year=town.at.year - 1)).isoformat()
    town.sent[ID] = {"lon": 121.7, "lat": 38.91, "taken_at": early, "digest": "d"}
    seen = attach(town, OFFICER, seen, AFTER)
    assert hinted(town, CHECKER, seen) == [["taken_before_dispatch", "taken_elsewhere"]]
    assert town.find(RESIDENT, seen)["evidence"][0].keys() == {"kind", "ref", "words", "round", "at", "taken_at"}
    town.sent[ID[:-1] + "2"] = {"digest": "d"}
    other = attach(town, RESIDENT, other, {"kind": "photo_before", "ref": ID[:-1] + "2"})
    assert "used_elsewhere" in hinted(town, CHECKER, seen)[0]
    assert hinted(town, CHECKER, other)[1] == ["place_unknown", "time_unknown", "used_elsewhere"]


def test_gr_148_the_same_photo_of_reports_of_one_matter_is_no_hint(town):
    main, other = town.report(), town.report()
    town.sent |= {ID: {"digest": "d"}, ID[:-1] + "2": {"digest": "d"}}
    main = attach(town, RESIDENT, main, BEFORE)
    other = attach(town, RESIDENT, other, {"kind": "photo_before", "ref": ID[:-1] + "2"})
    assert "used_elsewhere" in hinted(town, CHECKER, main)[0]
    merged = town.act(DISPATCHER, "merge", other, into=main["id"])
    assert "used_elsewhere" not in hinted(town, CHECKER, main)[0] + hinted(town, CHECKER, merged)[0]
    town.act(DISPATCHER, "unmerge", merged)
    assert "used_elsewhere" in hinted(town, CHECKER, main)[0]


def test_gr_148_a_photo_of_the_place_and_the_time_gives_no_hint_and_its_place_is_not_kept(town):
    seen = town.through("accept", "file", "dispatch")
    town.sent[ID] = {"lon": IN_EAST["lon"], "lat": IN_EAST["lat"] + 0.001, "taken_at": town.at.isoformat()}
    seen = attach(town, OFFICER, seen, AFTER)
    assert hinted(town, CHECKER, seen) == [[]]
    assert town.db.one("SELECT metres FROM attachment") == (111,)


def test_staff_read_when_and_how_far_off_a_photo_was_taken_and_not_what_was_said_of_it(town):
    early, said = town.at.replace(year=town.at.year - 1).isoformat(), town.at.isoformat()
    town.sent[ID] = {"lon": IN_EAST["lon"], "lat": IN_EAST["lat"] + 0.001, "taken_at": early}
    other = {"kind": "photo_before", "ref": ID[:-1] + "3", "taken_at": said}
    seen = attach(town, RESIDENT, town.report(), {**BEFORE, "taken_at": said}, other, {"kind": "note", "words": "夜里"})
    camera, told, note = town.find(CHECKER, seen)["evidence"]
    assert (camera["taken_at"], camera["metres"]) == (early, 111)
    assert (told["taken_at"], told["metres"]) == (said, None), "its camera wrote nothing"
    assert "metres" not in note
    outside = town.find(RESIDENT, seen)["evidence"][0]
    assert outside["taken_at"] == said
    assert not {"metres", "hints"} & outside.keys()


@pytest.mark.parametrize("actor", [DISPATCHER, CHECKER, WORKER])
def test_gr_144_staff_within_whose_reach_the_incident_lies_see_its_evidence(town, actor):
    seen = attach(town, RESIDENT, town.report(), BEFORE)
    assert town.as_(actor).evidence_reach({"attachment": ID}) == {"incident": seen["id"]}


@pytest.mark.parametrize("actor", [RESIDENT, NEIGHBOUR, ANYONE, ELSEWHERE, OFFICER])
def test_gr_144_nobody_else_learns_that_there_is_any(town, actor):
    attach(town, RESIDENT, town.report(), BEFORE)
    with pytest.raises(Missing):
        town.as_(actor).evidence_reach({"attachment": ID})


def test_gr_147_what_is_referred_to_is_told_from_what_is_not(town):
    attach(town, RESIDENT, town.report(), BEFORE)
    other = ID[:-1] + "9"
    assert town.as_(ANYONE).evidence_kept({"attachments": [ID, other]}) == {"kept": [ID]}
