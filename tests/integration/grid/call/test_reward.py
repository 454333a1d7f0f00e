"""Rewards: decided by two, fetched once by the report's code, paid once by their own, and nothing leads to a person."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from time import sleep
from typing import Any

import pytest

from kernel import outbox
from kernel.errors import Conflict, Denied, Failure, Invalid, Missing
from services.grid.domain.order.reward_life import LIFE
from tests.integration.grid.incident.test_race import at_once, attempt
from tests.integration.grid.setting import choose
from tests.integration.grid.town import (
    ANYONE,
    DISPATCHER,
    ELSEWHERE,
    LAMPS,
    LEADER,
    NEIGHBOUR,
    OFFICER,
    RESIDENT,
    WORKER,
    Town,
    other,
)
from tests.make import refused

TO_VERIFIED = ("verify", "accept")


def report(town: Town, actor: Any = RESIDENT) -> dict[str, Any]:
    """Report a hazard that is found true on site."""
    town.as_(LEADER).set_reward_amount({"case_type": "E1", "least": 5000, "most": 50000})
    seen = town.report(actor)
    looked = town.through("verify", seen=seen)
    return {**seen, **town.act(WORKER, "accept", looked)}


def propose(town: Town, seen: dict[str, Any], actor: Any = DISPATCHER, amount: int = 20000) -> dict[str, Any]:
    command = {"incident": seen["id"], "version": seen["version"], "amount": amount}
    found: dict[str, Any] = town.as_(actor).propose_reward(command)
    return found


def approve(town: Town, one: dict[str, Any], actor: Any = LEADER) -> dict[str, Any]:
    found: dict[str, Any] = town.as_(actor).approve_reward({"reward": one["id"], "version": one["version"]})
    return found


def claimed(town: Town) -> dict[str, Any]:
    seen = report(town)
    approve(town, propose(town, seen))
    found: dict[str, Any] = town.as_(ANYONE).claim_reward({"number": seen["number"], "code": seen["code"]})
    return found


def slip(one: dict[str, Any]) -> dict[str, Any]:
    return {"number": one["number"], "code": one["code"]}


def test_gr_167_a_reward_is_paid_against_its_code_alone(town: Town) -> None:
    seen = report(town)
    made = propose(town, seen)
    assert (approve(town, made)["state"], made["amount"]) == ("approved", 20000)
    fetched = town.as_(ANYONE).claim_reward(slip(seen))
    assert fetched["code"] != seen["code"]
    assert town.as_(LAMPS).pay_reward(slip(fetched)) == {"number": fetched["number"], "amount": 20000, "state": "paid"}
    steps = [one["words"] for one in town.as_(RESIDENT).find({"incident": seen["id"]})["steps"]][-2:]
    assert steps == [
        "A reward was approved. Fetch its payout code with number and query code by 2026-08-30; no name is asked.",
        "The reward was paid.",
    ]  # fmt: skip


def test_gr_164_only_a_verified_report_of_the_public_of_a_rewarded_kind_within_the_table(town: Town) -> None:
    seen = report(town)
    with refused(Invalid, "grid.reward_amount_outside"):
        propose(town, seen, amount=50001)
    unseen = town.report()
    with refused(Conflict, "grid.reward_not_verified"):
        propose(town, unseen)
    with refused(Conflict, "grid.reward_not_for_kind"):
        propose(town, town.report(case_type="F1"))
    with refused(Conflict, "grid.reward_not_for_kind"):
        propose(town, town.report(WORKER))
    with refused(Missing, "grid.incident_missing"):
        propose(town, seen, ELSEWHERE)
    assert town.as_(ANYONE).list_reward_amounts({})["items"] == [{"case_type": "E1", "least": 5000, "most": 50000}]


def test_gr_165_who_proposed_does_not_approve(town: Town) -> None:
    made = propose(town, report(town))
    with refused(Denied, "grid.reward_own_proposal"):
        approve(town, made, other(LEADER, id=DISPATCHER.id))
    with refused(Denied, "grid.role_not_allowed"):
        approve(town, made, DISPATCHER)
    with refused(Missing, "grid.reward_missing"):
        approve(town, made, other(ELSEWHERE, role="leader"))
    refused_one = town.as_(LEADER).refuse_reward({"reward": made["id"], "version": made["version"]})
    assert refused_one["state"] == "refused"


def test_gr_166_the_code_is_shown_once_to_the_holder_of_number_and_query_code(town: Town) -> None:
    seen = report(town)
    with refused(Missing, "grid.reward_missing"):
        town.as_(ANYONE).claim_reward(slip(seen))
    made = propose(town, seen)
    with refused(Conflict, "grid.reward_act_not_allowed"):
        town.as_(ANYONE).claim_reward(slip(seen))
    approve(town, made)
    with refused(Missing, "grid.reward_missing"):
        town.as_(ANYONE).claim_reward({"number": seen["number"], "code": "AAAA2222"})
    first = town.as_(RESIDENT, key="fetch").claim_reward(slip(seen))
    assert town.as_(RESIDENT, key="fetch").claim_reward(slip(seen)) == first
    with refused(Conflict, "grid.reward_act_not_allowed"):
        town.as_(ANYONE).claim_reward(slip(seen))


def test_gr_167_a_wrong_code_or_an_open_hand_is_paid_nothing(town: Town) -> None:
    fetched = claimed(town)
    for typed in ({**slip(fetched), "code": "AAAA2222"}, {**slip(fetched), "number": "JL0"}):
        with refused(Missing, "grid.reward_missing"):
            town.as_(LAMPS).pay_reward(typed)
    with refused(Denied, "grid.role_not_allowed"):
        town.as_(WORKER).pay_reward(slip(fetched))


WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


def test_gr_167_of_two_counters_at_once_one_pays(town: Town) -> None:
    fetched = claimed(town)
    payers = [town.as_(actor).pay_reward for actor in (LAMPS, OFFICER)]
    with ThreadPoolExecutor(2) as pool:
        with town.db.transaction() as tx:
            tx.one("SELECT 1 FROM reward FOR UPDATE")
            asked = [pool.submit(attempt, pay, slip(fetched)) for pay in payers]
            while town.db.one(WAITING) != (2,):  # both have come before either may go on
                sleep(0.01)
        answers = [one.result() for one in asked]
    assert [one.code for one in answers if isinstance(one, Failure)] == ["grid.reward_act_not_allowed"]
    assert [one["name"] for one in town.told()].count("grid.reward_paid") == 1


def test_two_who_fetch_at_once_are_shown_one_code(town: Town) -> None:
    seen = report(town)
    approve(town, propose(town, seen))
    answers = at_once(*((town.as_(ANYONE).claim_reward, slip(seen)) for _ in range(2)))
    assert len([one for one in answers if isinstance(one, Failure)]) == 1


def test_a_report_is_rewarded_once(town: Town) -> None:
    seen = report(town)
    command = {"incident": seen["id"], "version": seen["version"], "amount": 6000}
    answers = at_once((town.as_(DISPATCHER).propose_reward, command), (town.as_(DISPATCHER).propose_reward, command))
    assert [one.code for one in answers if isinstance(one, Failure)] == ["grid.reward_already_proposed"]
    made = next(one for one in answers if isinstance(one, dict))
    town.as_(LEADER).refuse_reward({"reward": made["id"], "version": made["version"]})
    assert propose(town, seen)["state"] == "proposed"  # a refused proposal is none


def test_gr_168_nothing_that_is_kept_or_told_leads_from_a_reward_to_a_person(town: Town) -> None:
    seen = report(town)
    approve(town, propose(town, seen))
    fetched = town.as_(RESIDENT).claim_reward(slip(seen))
    town.as_(LAMPS).pay_reward(slip(fetched))
    rows = str(town.db.all("SELECT to_jsonb(reward)::text FROM reward"))
    audited = str(town.db.all("SELECT to_jsonb(audit)::text FROM audit WHERE subject IN (SELECT id::text FROM reward)"))
    told = str([one for one in town.told() if one["name"].startswith("grid.reward")])
    answers = str(town.db.all("SELECT to_jsonb(once)::text FROM once"))
    for text in (rows, audited, told):
        assert not [name for name in (RESIDENT.id, *town.seal.aliases(RESIDENT.id)) if name in text]
    for text in (rows, audited, told, answers):
        assert not [code for code in (fetched["code"], seen["code"]) if code in text]


def test_gr_201_a_code_is_fetched_and_paid_until_its_last_day(town: Town) -> None:
    choose(town.db, "reward.days", "30")
    early, late = report(town), report(town)
    for seen in (early, late):
        approve(town, propose(town, seen))
    fetched = town.as_(ANYONE).claim_reward(slip(early))
    assert fetched["expires_on"] == "2026-04-02"
    town.later(days=30)
    unpaid = town.as_(ANYONE).claim_reward(slip(late))
    assert town.as_(LAMPS).pay_reward(slip(fetched))["state"] == "paid"
    town.later(days=1)
    with refused(Conflict, "grid.reward_expired"):
        town.as_(LAMPS).pay_reward(slip(unpaid))
    unfetched = report(town)
    approve(town, propose(town, unfetched))
    town.later(days=31)
    with refused(Conflict, "grid.reward_expired"):
        town.as_(ANYONE).claim_reward(slip(unfetched))


@pytest.mark.parametrize("approved", [False, True])
def test_gr_164_a_report_that_is_refused_afterwards_is_not_rewarded(town: Town, approved: bool) -> None:
    seen = report(town)
    made = propose(town, seen)
    if approved:
        approve(town, made)
    town.db.all("UPDATE incident SET outcome = 'not_ours', state = 'closed', closed_at = created_at RETURNING 1")
    with refused(Conflict, "grid.reward_not_due"):
        town.as_(ANYONE).claim_reward(slip(seen)) if approved else approve(town, made)


def test_gr_164_one_matter_is_rewarded_once_however_many_have_told_of_it(town: Town) -> None:
    first, second = report(town), report(town, NEIGHBOUR)
    approve(town, propose(town, first))
    now = town.find(DISPATCHER, first)
    town.as_(DISPATCHER).merge({"incident": first["id"], "version": now["version"], "into": second["id"]})
    with refused(Conflict, "grid.reward_already_proposed"):
        propose(town, {**second, **town.find(DISPATCHER, second)})
    fetched = town.as_(ANYONE).claim_reward(slip(first))  # what was promised is kept
    assert town.as_(LAMPS).pay_reward(slip(fetched))["state"] == "paid"


def proposed_then_joined(town: Town) -> tuple[dict[str, Any], dict[str, Any]]:
    """Propose a reward for each of two reports of one matter, and join them afterwards; give both proposals."""
    first, second = report(town), report(town, NEIGHBOUR)
    made = propose(town, first), propose(town, second)
    now = town.find(DISPATCHER, first)
    town.as_(DISPATCHER).merge({"incident": first["id"], "version": now["version"], "into": second["id"]})
    return made


@pytest.mark.parametrize("earlier", [0, 1], ids=["joined first", "main first"])
def test_gr_164_of_two_proposed_before_their_reports_were_joined_one_is_approved(town: Town, earlier: int) -> None:
    made = proposed_then_joined(town)
    assert approve(town, made[earlier])["state"] == "approved"
    other_one = made[1 - earlier]
    with refused(Conflict, "grid.reward_already_approved"):
        approve(town, other_one)
    refusal = town.as_(LEADER).refuse_reward({"reward": other_one["id"], "version": other_one["version"]})
    assert refusal["state"] == "refused"


def test_gr_164_of_two_proposals_for_one_matter_approved_at_once_one_is(town: Town) -> None:
    for _ in range(3):
        made = proposed_then_joined(town)
        leaders = [town.as_(other(LEADER, id=name)) for name in ("l-1", "l-2")]
        asked = [{"reward": one["id"], "version": one["version"]} for one in made]
        answers = at_once(*((leader.approve_reward, command) for leader, command in zip(leaders, asked, strict=True)))
        assert [one.code for one in answers if isinstance(one, Failure)] == ["grid.reward_already_approved"]


def test_gr_164_what_was_joined_to_another_is_rewarded_there_alone(town: Town) -> None:
    first, second = report(town), report(town, NEIGHBOUR)
    town.as_(DISPATCHER).merge({"incident": first["id"], "version": first["version"], "into": second["id"]})
    with refused(Conflict, "grid.reward_not_verified"):
        propose(town, {**first, **town.find(DISPATCHER, first)})
    assert propose(town, {**second, **town.find(DISPATCHER, second)})["state"] == "proposed"


def test_a_fall_before_the_commit_pays_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched = claimed(town)

    def fall(*args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(outbox, "append", fall)
    with pytest.raises(RuntimeError):
        town.as_(LAMPS).pay_reward(slip(fetched))
    monkeypatch.undo()
    assert town.as_(LAMPS).pay_reward(slip(fetched))["state"] == "paid"


def test_the_states_of_the_table_are_those_of_the_code(town: Town) -> None:
    assert {state for (state,) in town.db.all("SELECT state FROM reward_state")} == set(LIFE.states)
