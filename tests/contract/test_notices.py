"""Each fact of each service is either told to somebody, or left untold for a reason that is written here."""
from __future__ import annotations

from services.notify.domain.rules import BY_EVENT
from tools.asyncapi import TOLD

PUBLISHED = [name for names in TOLD.values() for name in names]
UNTOLD = (
    ("grid.incident_located", "the place is put right within the step that somebody hears of anyway"),
    ("grid.incident_hung", "the desk itself put it on hold; the thread shows until when"),
    ("grid.incident_resumed", "the desk itself took it up; its clock runs on and warns"),
    ("grid.incident_reviewed", "the desk itself looked at it; the thread shows until when it waits"),
    ("grid.incident_archived", "put away by itself; its reporter was told of the close"),
    ("grid.incident_gathered", "the desk itself joined it; the thread shows it"),
    ("grid.incident_scattered", "the desk itself took it apart; the thread shows it"),
    ("grid.incident_part_started", "the thread shows it; nobody has to do anything"),
    ("grid.incident_taken_back", "the desk itself took it back and goes on with it"),
    ("grid.incident_followed", "the service that took the matter over tells its own facts"),
    ("grid.grid_opened", "the register shows it; whoever shall stand on it is told of the post"),
    ("grid.grid_changed", "a name or a number in the register; nobody has to do anything"),
    ("grid.grid_ended", "the register shows it; what was open on it keeps its code and its handler"),
    ("grid.item_withdrawn", "the department itself took it back; the list shows it"),
    ("grid.task_received", "the department sees it in its list; nobody has to do anything"),
    ("grid.task_confirmed", "the department found it done; nothing is left to do"),
    ("grid.skill_certified", "a line of the matrix; nobody has to do anything"),
    ("grid.skill_revoked", "a line of the matrix; nobody has to do anything"),
    ("grid.role_added", "configuration; nobody has to do anything"),
    ("grid.setting_changed", "the leader who chose it knows; whatever reads it does so from its day on"),
    ("grid.team_added", "configuration; nothing follows before an area chooses it"),
    ("grid.team_chosen", "what it lacks stands in the list of vacancies"),
    ("grid.incident_rezoned", "the matter went with its place; its thread says so and its limit stays"),
    ("grid.area_added", "nothing lies in it yet; the tree of areas shows it"),
    ("grid.area_renamed", "the tree of areas shows it; nobody has to do anything"),
    ("grid.premises_registered", "a register of what stands; whoever wrote it knows, sweeps read it"),
    ("grid.premises_changed", "a register of what stands; whoever wrote it knows, sweeps read it"),
    ("grid.premises_moved", "a register of what stands; whoever wrote it knows, sweeps read it"),
    ("grid.premises_ended", "a register of what stands; whoever wrote it knows, sweeps read it"),
    ("grid.member_registered", "a roster that is read when it is needed"),
    ("grid.member_changed", "a roster that is read when it is needed"),
    ("grid.member_ended", "a roster that is read when it is needed"),
    ("grid.provider_registered", "a roster that suggestions read"),
    ("grid.provider_changed", "a roster that suggestions read"),
    ("grid.provider_ended", "a roster that suggestions read"),
    ("grid.project_proposed", "a line of a list that the street goes through when it meets"),
    ("grid.project_changed", "a line of a list that the street goes through when it meets"),
    ("grid.project_agreed", "a line of a list that the street goes through when it meets"),
    ("grid.project_started", "a line of a list that the street goes through when it meets"),
    ("grid.project_finished", "a line of a list that the street goes through when it meets"),
    ("grid.project_dropped", "a line of a list that the street goes through when it meets"),
    ("grid.need_raised", "the desk goes through the list of open needs"),
    ("grid.need_matched", "the desk goes through the list of open needs"),
    ("grid.need_served", "the desk goes through the list of open needs"),
    ("grid.need_withdrawn", "the desk goes through the list of open needs"),
    ("grid.incident_evidence_added", "the thread shows it; whoever works on the matter sees it there"),
    ("petition.recused", "who stepped back is nobody's business but the unit's, whose file shows it"),
    ("petition.withdrawn", "the petitioner did it; nothing is left to do"),
    ("petition.rated", "counted for the leader; no one case asks for an answer"),
    ("mediation.joined", "the desk that asks both sides named the party itself"),
    ("mediation.consented", "the desk hears the sides one by one; the last yes or no is told by itself"),
    ("mediation.accepted", "it stands in the desk's queue of disputes without a mediator"),
    ("mediation.acknowledged", "one line of the file; nobody has to do anything"),
    ("mediation.session_recorded", "both sides were there"),
    ("notify.delivery_failed", "a measure and a list for operators; a notice about notices could fail the same way"),
    ("gateway.signed_in", "kept for whoever watches accounts; nobody waits for it"),
)


def test_each_fact_is_told_or_left_untold_for_a_reason():
    assert sorted(PUBLISHED) == sorted([*BY_EVENT, *(name for name, _ in UNTOLD)])


def test_each_reason_is_given():
    assert all(reason for _, reason in UNTOLD)
