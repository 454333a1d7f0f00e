"""Who hears of what, as rows: event, audience, template, channels."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from services.notify.domain.audience import (
    account,
    agreed,
    area,
    kind,
    level,
    moved,
    on_grid,
    person,
    stage,
    state,
    unit,
    unusually,
    watched,
)

INBOX, LOG = "inbox", "log"
TO_RESIDENT = (INBOX, LOG)
TO_STAFF = (INBOX,)


@dataclass(frozen=True, slots=True)
class Rule:
    """When `event` happens, `audience` (a key made from its data, or None) hears it in the words of `template`."""

    event: str
    audience: Callable[[dict[str, Any]], str | None]
    template: str
    channels: tuple[str, ...] = TO_STAFF


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell one audience."""

    audience: str
    template: str
    channels: tuple[str, ...]


def resident(event: str, template: str) -> Rule:
    """Give the rule that tells the one who raised the matter."""
    return Rule(event, account, template, TO_RESIDENT)


def handlers(event: str, template: str, field: str = "unit") -> tuple[Rule, Rule]:
    """Give the rules that tell a unit that has a matter: a department's officers, a community's grid workers."""
    return Rule(event, unit("officer", field), template), Rule(event, unit("grid_worker", field), template)


def seen(service: str, noun: str) -> tuple[Rule, ...]:
    """Give the rules about identities being seen: the person is told by which office, who leads the ground what is unusual.

    What waits for a second person is told to those who may agree, and what they decided to the one who asked.
    """
    unmasked = f"{service}.{noun}_unmasked"
    return (
        Rule(unmasked, account, "identity_seen"),
        Rule(unmasked, unusually(area("leader")), "identity_seen_unusually"),
        Rule(unmasked, agreed(person("holder")), "unmasking_approved"),
        Rule(f"{service}.unmasking_asked", area("leader"), "unmasking_to_decide"),
        Rule(f"{service}.unmasking_refused", person("holder"), "unmasking_refused"),
    )


RULES = (
    resident("grid.incident_reported", "matter_received"),
    Rule("grid.incident_reported", area("dispatcher"), "incident_arrived"),
    # solved on the spot and drawn for a check
    Rule("grid.incident_reported", state("handled", area("checker")), "check_wanted"),
    Rule("grid.incident_verification_asked", area("grid_worker"), "look_wanted"),
    resident("grid.incident_accepted", "matter_accepted"),
    resident("grid.incident_rejected", "matter_rejected"),
    Rule("grid.incident_filed", area("dispatcher"), "incident_filed"),
    resident("grid.incident_dispatched", "matter_dispatched"),
    *handlers("grid.incident_dispatched", "task_given"),
    Rule("grid.incident_returned", area("dispatcher"), "task_returned"),
    Rule("grid.incident_returned_again", area("leader"), "decision_wanted"),
    resident("grid.incident_arbitrated", "matter_dispatched"),
    *handlers("grid.incident_arbitrated", "task_decided"),
    *handlers("grid.incident_joined", "part_given", "helper"),
    *handlers("grid.incident_part_released", "part_released", "helper"),
    *handlers("grid.incident_part_finished", "part_finished"),
    Rule("grid.incident_climbed", area("dispatcher"), "matter_climbed"),
    Rule("grid.incident_climbed", area("leader"), "matter_climbed"),
    resident("grid.incident_made_safe", "matter_made_safe"),
    resident("grid.incident_started", "matter_started"),
    Rule("grid.incident_extension_requested", area("dispatcher"), "extension_asked"),
    resident("grid.incident_extended", "matter_extended"),
    *handlers("grid.incident_extended", "extension_granted"),
    *handlers("grid.incident_extension_refused", "extension_refused"),
    resident("grid.incident_hung", "matter_hung"),
    *handlers("grid.incident_hung", "task_hung"),
    resident("grid.incident_resumed", "matter_resumed"),
    *handlers("grid.incident_resumed", "task_resumed"),
    Rule("grid.incident_finished", area("checker"), "check_wanted"),
    *handlers("grid.incident_reworked", "rework_wanted"),
    Rule("grid.incident_passed", area("dispatcher"), "check_passed"),
    resident("grid.incident_closed", "matter_closed"),
    *handlers("grid.incident_rated", "matter_rated"),
    Rule("grid.incident_reopened", area("dispatcher"), "incident_reopened"),
    resident("grid.incident_reopened", "matter_reopened"),
    resident("grid.incident_handed_over", "matter_handed_over"),
    *handlers("grid.incident_recovered", "device_recovered"),
    resident("grid.incident_merged", "matter_merged"),
    resident("grid.incident_unmerged", "matter_unmerged"),
    Rule("grid.incident_echoed", moved, "matter_echoed", TO_RESIDENT),
    resident("grid.incident_answered", "matter_closed"),
    resident("grid.incident_responded", "matter_responded"),
    resident("grid.support_ended", "support_ended"),
    resident("grid.incident_concluded", "matter_closed"),
    *handlers("grid.incident_reassigned", "task_reassigned"),
    Rule("grid.incident_reassigned", person("heir"), "task_yours"),
    Rule("grid.incident_sent_back", area("dispatcher"), "task_returned"),
    Rule("grid.staff_left", area("dispatcher"), "staff_left"),
    Rule("grid.staff_left", account, "leave_done"),
    Rule("grid.staff_leave_planned", account, "leave_planned"),
    Rule("grid.staff_leave_withdrawn", account, "leave_withdrawn"),
    Rule("grid.staff_appointed", account, "post_given"),
    Rule("grid.staff_ended", account, "post_ended"),
    Rule("grid.staff_transferred", account, "post_moved"),
    Rule("grid.staff_stood_in", account, "stand_in_given"),
    Rule("grid.staff_stood_in", person("holder"), "stood_in_for"),
    Rule("grid.staff_stand_in_ended", account, "stand_in_ended"),
    Rule("grid.staff_stand_in_ended", person("holder"), "stand_in_ended"),
    *handlers("grid.deadline_near", "deadline_near", "owner"),
    Rule("grid.deadline_near", area("dispatcher"), "deadline_near"),
    # what has no unit yet, or none any more, is owed by those who look, check and decide
    Rule("grid.deadline_near", stage("verify", area("grid_worker")), "deadline_near"),
    Rule("grid.deadline_near", stage("check", area("checker")), "deadline_near"),
    Rule("grid.deadline_near", stage("arbitrate", area("leader")), "deadline_near"),
    Rule("grid.deadline_missed", stage("verify", area("grid_worker")), "deadline_missed"),
    Rule("grid.deadline_missed", stage("check", area("checker")), "deadline_missed"),
    # what a community is asked is done by those on its ground
    Rule("grid.deadline_near", kind("task", area("grid_worker")), "deadline_near"),
    Rule("grid.deadline_missed", kind("task", area("grid_worker")), "deadline_missed"),
    *handlers("grid.deadline_missed", "deadline_missed", "owner"),
    Rule("grid.deadline_missed", area("dispatcher"), "deadline_missed"),
    Rule("grid.deadline_missed", area("leader"), "deadline_missed"),
    *handlers("grid.deadline_moved", "deadline_moved", "owner"),
    Rule("grid.duty_short", account, "duty_short"),
    Rule("grid.duty_missed", level("leader"), "duty_missed"),
    Rule("grid.sweep_missed", level("leader"), "sweep_missed"),
    Rule("grid.meeting_prepared", level("leader"), "meeting_prepared"),
    Rule("grid.review_prepared", level("leader"), "review_prepared"),
    Rule("grid.borders_changed", area("grid_worker"), "borders_changed"),
    Rule("grid.item_submitted", area("dispatcher"), "item_arrived"),
    Rule("grid.item_reviewed", area("leader"), "item_to_decide"),
    Rule("grid.item_approved", unit("officer"), "item_approved"),
    Rule("grid.item_refused", unit("officer"), "item_refused"),
    Rule("grid.item_suspended", unit("officer"), "item_suspended"),
    Rule("grid.item_resumed", unit("officer"), "item_resumed"),
    Rule("grid.task_assigned", area("grid_worker"), "community_asked"),
    Rule("grid.task_assigned", unit("officer", "performer"), "community_asked"),
    Rule("grid.task_finished", unit("officer"), "community_done"),
    Rule("grid.task_returned", unit("officer"), "community_returned"),
    Rule("grid.task_withdrawn", area("grid_worker"), "community_spared"),
    Rule("grid.task_withdrawn", unit("officer", "performer"), "community_spared"),
    Rule("grid.area_split", area("leader"), "areas_redrawn"),
    Rule("grid.area_merged", area("leader"), "areas_redrawn"),
    Rule("grid.area_ended", area("leader"), "areas_redrawn"),
    Rule("grid.area_recoded", area("leader"), "areas_redrawn"),
    Rule("grid.area_change_failed", area("leader"), "area_change_failed"),
    # whoever changed it: the holder hears of each half of a take-over
    *(
        Rule("gateway.credential_changed", kind(what, account), f"credential_{what}")
        for what in ("password", "factor", "codes", "phone", "reset", "link", "replay")
    ),
    Rule("gateway.accounts_left", area("leader"), "accounts_left"),
    Rule("gateway.accounts_left", area("operator"), "accounts_left"),
    Rule("gateway.clients_left", area("operator"), "clients_left"),
    Rule("gateway.account_request_made", area("operator"), "account_asked"),
    Rule("gateway.attachment_infected", area("operator"), "attachment_infected"),
    resident("gateway.erasure_received", "erasure_received"),
    Rule("gateway.erasure_received", area("leader"), "erasure_to_decide"),
    resident("gateway.erasure_refused", "erasure_refused"),
    Rule("gateway.erasure_done", area("leader"), "erasure_done"),
    Rule("gateway.deadline_near", kind("erasure", area("leader")), "erasure_near"),
    Rule("gateway.deadline_missed", kind("erasure", area("leader")), "erasure_missed"),
    Rule("gateway.client_warned", kind("key", area("operator")), "key_ending"),
    Rule("gateway.client_warned", kind("client", area("operator")), "client_ending"),
    Rule("grid.whistle_blown", unit("officer"), "whistle_heard"),
    Rule("grid.whistle_arrived", unit("dispatcher", "blower"), "whistle_answered"),
    Rule("grid.whistle_arrived", unit("grid_worker", "blower"), "whistle_answered"),
    Rule("grid.whistle_released", unit("officer"), "whistle_over"),
    Rule("grid.whistle_rated", unit("officer"), "whistle_rated"),
    Rule("grid.whistle_rated", unit("leader"), "whistle_rated"),
    Rule("grid.whistle_breached", unit("leader"), "whistle_breached"),
    # not every unit has a leader with an account: who leads over the place hears of it in any case
    Rule("grid.whistle_breached", area("leader"), "whistle_missed"),
    Rule("grid.order_given", unit("officer"), "order_given"),
    Rule("grid.order_given", unit("grid_worker"), "order_given"),
    # a grid has no unit of its own: those on its community's ground hear of it
    Rule("grid.order_given", on_grid(area("grid_worker")), "order_on_grid"),
    Rule("grid.order_finished", unit("dispatcher", "given_unit"), "order_finished"),
    Rule("grid.order_finished", unit("officer", "given_unit"), "order_finished"),
    Rule("grid.order_failed", unit("officer"), "order_failed"),
    Rule("grid.order_failed", unit("grid_worker"), "order_failed"),
    Rule("grid.order_failed", on_grid(area("grid_worker")), "order_failed"),
    Rule("grid.order_withdrawn", unit("officer"), "order_withdrawn"),
    Rule("grid.order_withdrawn", unit("grid_worker"), "order_withdrawn"),
    Rule("grid.order_withdrawn", on_grid(area("grid_worker")), "order_withdrawn"),
    # the higher the level, the higher who hears of it; an answer goes to who may accept it there
    Rule("grid.supervision_ordered", unit("officer"), "supervision_ordered"),
    Rule("grid.supervision_ordered", watched(unit("leader"), "supervise", "list_supervise"), "supervision_ordered"),
    Rule("grid.supervision_ordered", watched(area("leader"), "list_supervise"), "supervision_listed"),
    Rule("grid.supervision_answered", watched(unit("checker", "ordered_unit"), "attention"), "supervision_answered"),
    Rule("grid.supervision_answered", watched(area("dispatcher"), "attention", "supervise"), "supervision_answered"),
    Rule("grid.supervision_answered", watched(area("leader"), "list_supervise"), "supervision_answered"),
    Rule("grid.supervision_accepted", unit("officer"), "supervision_accepted"),
    Rule("grid.supervision_sent_back", unit("officer"), "supervision_sent_back"),
    Rule("grid.supervision_sent_back", unit("leader"), "supervision_sent_back"),
    Rule("grid.supervision_raised", unit("officer"), "supervision_raised"),
    Rule("grid.supervision_raised", unit("leader"), "supervision_raised"),
    Rule("grid.supervision_raised", area("leader"), "supervision_raised"),
    Rule("grid.supervision_ended", unit("officer"), "supervision_ended"),
    Rule("grid.campaign_opened", unit("officer"), "campaign_opened"),
    Rule("grid.campaign_opened", area("grid_worker"), "campaign_opened"),
    Rule("grid.site_given", unit("officer"), "sites_given"),
    Rule("grid.site_reopened", unit("officer"), "site_reopened"),
    Rule("grid.campaign_ended", unit("officer"), "campaign_ended"),
    # whose sites they are is many units: all officers over the campaign's ground hear what was found
    Rule("grid.bulletin_published", area("officer"), "bulletin_published"),
    Rule("grid.bulletin_published", area("leader"), "bulletin_published"),
    Rule("grid.reward_proposed", area("leader"), "reward_to_decide"),
    resident("grid.incident_reward_approved", "reward_ready"),
    Rule("petition.registered", area("dispatcher"), "petition_arrived"),
    resident("petition.registered", "matter_received"),
    Rule("petition.forwarded", unit("officer"), "petition_given"),
    resident("petition.forwarded", "petition_forwarded"),
    resident("petition.accepted", "petition_accepted"),
    resident("petition.refused", "petition_refused"),
    resident("petition.answered", "petition_answered"),
    Rule("petition.intake_taken_in", area("dispatcher"), "intake_arrived"),
    resident("petition.intake_taken_in", "matter_received"),
    resident("petition.intake_linked", "intake_linked"),
    resident("petition.intake_answered", "intake_answered"),
    Rule("petition.intake_assigned", unit("officer"), "intake_given"),
    resident("petition.intake_assigned", "intake_assigned"),
    Rule("petition.intake_came_back", area("dispatcher"), "intake_back"),
    Rule("petition.intake_returned", area("dispatcher"), "intake_back"),
    resident("petition.intake_finished", "intake_finished"),
    # what waits at the window has no unit yet: the desk owes it
    Rule("petition.deadline_near", stage("window", area("dispatcher")), "deadline_near"),
    Rule("petition.deadline_missed", stage("window", area("dispatcher")), "deadline_missed"),
    Rule("petition.deadline_near", unit("officer", "owner"), "deadline_near"),
    Rule("petition.deadline_missed", unit("officer", "owner"), "deadline_missed"),
    Rule("petition.deadline_missed", area("leader"), "deadline_missed"),
    Rule("petition.deadline_moved", unit("officer", "owner"), "deadline_moved"),
    Rule("mediation.opened", area("dispatcher"), "dispute_arrived"),
    resident("mediation.opened", "matter_received"),
    resident("mediation.refused", "dispute_refused"),
    Rule("mediation.assigned", unit("officer"), "dispute_given"),
    resident("mediation.agreed", "dispute_agreed"),
    resident("mediation.failed", "dispute_failed"),
    resident("mediation.ended", "dispute_ended"),
    Rule("mediation.deadline_near", unit("officer", "owner"), "deadline_near"),
    Rule("mediation.deadline_missed", unit("officer", "owner"), "deadline_missed"),
    Rule("mediation.deadline_moved", unit("officer", "owner"), "deadline_moved"),
    *seen("grid", "reporter"),
    *seen("petition", "petitioner"),
    *seen("mediation", "party"),
)

BY_EVENT: dict[str, tuple[Rule, ...]] = {
    name: tuple(rule for rule in RULES if rule.event == name) for name in {rule.event for rule in RULES}
}


def notices(event: dict[str, Any]) -> Iterator[Notice]:
    """Give what is to be told of an event, each audience and template once.

    event: as on the wire; an event no rule names gives nothing.
    """
    data = {"district": event["district"], **event["data"]}
    for rule in BY_EVENT.get(event["name"], ()):
        audience = rule.audience(data)
        if audience is not None:
            yield Notice(audience, rule.template, rule.channels)
