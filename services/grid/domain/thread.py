"""What has a life of its own beside an incident writes into its thread: whistles, work orders, supervision, rewards.

Such a step changes no state of the incident; who may make it is asked of what it belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping

from kernel.machine import Move

ONGOING = (
    "reported", "verifying", "accepted", "filed", "arbitrating", "dispatched", "handling", "extension_requested", "hung",
    "rework", "handled", "self_handled", "passed",
)  # fmt: skip
# what was solved may still be rewarded
REWARDED = (*ONGOING, "closed", "archived")

RULES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "blow_whistle": ("GR-150", ONGOING),
    "arrive_whistle": ("GR-150", ONGOING),
    "release_whistle": ("GR-153", ONGOING),
    "give_order": ("GR-157", ONGOING),
    "finish_order": ("GR-157", ONGOING),
    "pass_order": ("GR-158", ONGOING),
    "fail_order": ("GR-158", ONGOING),
    "withdraw_order": ("GR-157", ONGOING),
    "order_supervision": ("GR-159", ONGOING),
    "answer_supervision": ("GR-159", ONGOING),
    "accept_supervision": ("GR-159", ONGOING),
    "send_back_supervision": ("GR-169", ONGOING),
    "raise_supervision": ("GR-160", ONGOING),
    "end_supervision": ("GR-159", ONGOING),
    "approve_reward": ("GR-165", REWARDED),
    "pay_reward": ("GR-167", REWARDED),
}
MOVES = tuple(Move(state, act, state, rule) for act, (rule, states) in RULES.items() for state in states)
ROLES = {act: frozenset({"system"}) for act in RULES}

PAST: Mapping[str, str] = {
    "blow_whistle": "whistle_blown",
    "arrive_whistle": "whistle_arrived",
    "release_whistle": "whistle_released",
    "give_order": "order_given",
    "finish_order": "order_finished",
    "pass_order": "order_passed",
    "fail_order": "order_failed",
    "withdraw_order": "order_withdrawn",
    "order_supervision": "supervision_ordered",
    "answer_supervision": "supervision_answered",
    "accept_supervision": "supervision_accepted",
    "send_back_supervision": "supervision_sent_back",
    "raise_supervision": "supervision_raised",
    "end_supervision": "supervision_ended",
    "approve_reward": "reward_approved",
    "pay_reward": "reward_paid",
}

STEPS: Mapping[str, tuple[str, str]] = {
    "blow_whistle": ("已吹哨，请{helper}到场。", "{helper} was called to the place by whistle."),
    "arrive_whistle": ("{helper}已应哨报到。", "{helper} has answered the whistle and come."),
    "release_whistle": ("{helper}应哨任务结束，原因：{reason}。", "{helper} may leave again: {reason}."),
    "give_order": ("已向{helper}下达任务，{until}前完成。", "{helper} was given a task, to be done by {until}."),
    "finish_order": ("{helper}报告任务已完成，等待核查。", "{helper} says its task is done; somebody else will check."),
    "pass_order": ("{helper}的任务核查通过。", "The task of {helper} passed its check."),
    "fail_order": (
        "{helper}的任务核查未通过，原因：{reason}；已要求重做。",
        "The task of {helper} did not pass its check: {reason}. It must be done again.",
    ),
    "withdraw_order": ("交给{helper}的任务已撤回。", "The task given to {helper} was taken back."),
    "order_supervision": ("已督办，要求{helper}于{until}前答复。", "{helper} is supervised and must answer by {until}."),
    "answer_supervision": ("{helper}已答复督办。", "{helper} has answered to its supervision."),
    "accept_supervision": (
        "{helper}的督办答复已认可，督办结束。", "The answer of {helper} was accepted; the supervision has ended.",
    ),
    "send_back_supervision": (
        "{helper}的督办答复被退回，原因：{reason}；要求于{until}前重新答复。",
        "The answer of {helper} was sent back: {reason}. It must answer anew by {until}.",
    ),
    "raise_supervision": (
        "{helper}未按时答复，督办已升级，要求于{until}前答复。",
        "{helper} did not answer in time. Its supervision went up a level; it must answer by {until}.",
    ),
    "end_supervision": ("督办已结束。", "The supervision has ended."),
    "approve_reward": (
        "举报奖励已批准，{until}前（含当日）可凭编号和查询码领取兑奖码，不登记姓名。",
        "A reward was approved. Fetch its payout code with number and query code by {until}; no name is asked.",
    ),
    "pay_reward": ("举报奖励已兑付。", "The reward was paid."),
}
