"""The moves by which reports of one matter are joined, follow it and are taken apart; who may make them; their words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kernel.machine import Move

MERGED = "merged"
# what may be joined to another: all that is open here
MERGEABLE = (
    "reported", "verifying", "accepted", "filed", "arbitrating", "dispatched", "handling", "extension_requested",
    "hung", "handled", "rework", "passed", "self_handled",
)  # fmt: skip
# what others may be joined to: also what another service handles and tells of
MAIN = (*MERGEABLE, "handed_over")

MOVES = (
    *(Move(state, "merge", MERGED, "GR-172") for state in MERGEABLE),
    *(Move(state, act, state, "GR-172") for act in ("gather", "scatter") for state in MAIN),
    Move(MERGED, "echo", MERGED, "GR-174"),
    Move(MERGED, "answer", "closed", "GR-174"),
    *(Move(state, "respond", state, "GR-172") for state in (MERGED, "closed", "archived")),
    # its reporter may have more to show, and the desk reads it there
    Move(MERGED, "attach", MERGED, "GR-145"),
    Move(MERGED, "rezone", MERGED, "GR-26"),
    Move(MERGED, "reassign", MERGED, "GR-54"),
    # it goes back to the state it was joined from, which is kept with the joining; a table can name but one
    Move(MERGED, "unmerge", "reported", "GR-173"),
)

PAST = {
    "merge": "merged",
    "gather": "gathered",
    "scatter": "scattered",
    "echo": "echoed",
    "answer": "answered",
    "respond": "responded",
    "unmerge": "unmerged",
}

DESK, SYSTEM = frozenset({"dispatcher"}), frozenset({"system"})
ROLES: Mapping[str, frozenset[str]] = {
    "merge": DESK,
    "unmerge": DESK,
    "respond": DESK,
    # steps that follow from another act, which asks who may
    "gather": SYSTEM,
    "scatter": SYSTEM,
    "echo": SYSTEM,
    "answer": SYSTEM,
}

STATE_WORDS = {MERGED: ("与同一事项一并办理", "handled together with other reports of the same matter")}
STEP_WORDS = {
    "merge": (
        "与其他人反映的同一事项一并办理；您的编号、查询码和答复不变。",
        "It is handled together with another report of the same matter. Your number, code and answer stay your own.",
    ),
    "gather": ("又有人反映同一事项，一并办理。", "Another report of the same matter was joined to it."),
    "scatter": ("一件一并办理的上报已分开办理。", "A report that was joined to it is handled apart again."),
    "unmerge": ("已恢复单独办理，原有进度和期限不变。", "It is handled apart again, from where it stood; its limits stay."),
    "echo": ("同一事项：{told}", "The same matter: {told}"),
    "answer": ("同一事项：{told}本事项随之结束。", "The same matter: {told} This one ends with it."),
    "respond": ("已单独答复您。", "You were given an answer of your own."),
}
ECHOED = ("echo", "answer")
# before the names of what the step of the main one says, in the facts of those that are joined to it
SAID = "said_"


def said(params: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the step of the main one said, from the facts of one that is joined to it."""
    return {name.removeprefix(SAID): value for name, value in params.items() if name.startswith(SAID)}
