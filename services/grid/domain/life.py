"""The states of an incident and every legal move between them."""

from __future__ import annotations

from kernel.machine import Machine, Move
from services.grid.domain import thread
from services.grid.domain.device import device_life
from services.grid.domain.voice import merge_life

LOOP = "domain 3.5"

MOVES = (
    Move("reported", "locate", "reported", LOOP),
    Move("reported", "verify", "verifying", LOOP),
    Move("reported", "accept", "accepted", LOOP),
    Move("reported", "reject", "invalid", LOOP),
    Move("reported", "hand_over", "handed_over", "IN-12"),
    Move("verifying", "locate", "verifying", LOOP),
    Move("verifying", "accept", "accepted", LOOP),
    Move("verifying", "reject", "invalid", LOOP),
    Move("accepted", "locate", "accepted", LOOP),
    Move("accepted", "verify", "verifying", "GR-111"),
    Move("accepted", "file", "filed", LOOP),
    Move("accepted", "reject", "invalid", LOOP),
    Move("accepted", "hand_over", "handed_over", "IN-12"),
    Move("filed", "locate", "filed", LOOP),
    Move("filed", "dispatch", "dispatched", LOOP),
    Move("filed", "hand_over", "handed_over", "IN-12"),
    Move("dispatched", "start", "handling", LOOP),
    Move("dispatched", "finish", "handled", LOOP),
    Move("dispatched", "make_safe", "handling", "GR-131"),
    Move("dispatched", "return", "filed", LOOP),
    Move("dispatched", "return_again", "arbitrating", "GR-121"),
    Move("arbitrating", "arbitrate", "dispatched", "GR-121"),
    Move("handling", "finish", "handled", LOOP),
    Move("handling", "request_extension", "extension_requested", LOOP),
    Move("handling", "make_safe", "handling", "GR-131"),
    Move("handling", "hang", "hung", LOOP),
    Move("extension_requested", "approve_extension", "handling", LOOP),
    Move("extension_requested", "refuse_extension", "handling", LOOP),
    Move("extension_requested", "finish", "handled", LOOP),
    Move("hung", "review", "hung", "GR-114"),
    Move("hung", "resume", "handling", LOOP),
    Move("self_handled", "close", "closed", "GR-112"),
    Move("self_handled", "pass", "passed", "GR-112"),
    Move("self_handled", "fail", "rework", "GR-112"),
    Move("handled", "pass", "passed", LOOP),
    Move("handled", "fail", "rework", LOOP),
    Move("rework", "start", "handling", LOOP),
    Move("rework", "finish", "handled", LOOP),
    Move("rework", "make_safe", "handling", "GR-131"),
    Move("passed", "close", "closed", LOOP),
    Move("closed", "rate", "closed", LOOP),
    Move("closed", "reopen", "accepted", "IN-11"),
    Move("closed", "follow", "closed", "IN-13"),
    Move("closed", "archive", "archived", "GR-113"),
    Move("archived", "reopen", "accepted", "IN-11"),
    Move("archived", "follow", "archived", "IN-13"),
    Move("handling", "reassign", "handling", "GR-54"),
    Move("handling", "send_back", "filed", "GR-54"),
    Move("extension_requested", "reassign", "extension_requested", "GR-54"),
    Move("extension_requested", "send_back", "filed", "GR-54"),
    Move("hung", "reassign", "hung", "GR-54"),
    Move("hung", "send_back", "filed", "GR-54"),
    Move("rework", "reassign", "rework", "GR-54"),
    Move("rework", "send_back", "filed", "GR-54"),
    Move("handled", "reassign", "handled", "GR-54"),
    Move("passed", "reassign", "passed", "GR-54"),
    Move("handed_over", "take_back", "accepted", "IN-12"),
    Move("handed_over", "follow", "handed_over", "IN-13"),
    Move("handed_over", "conclude", "closed", "IN-13"),
    Move("reported", "rezone", "reported", "GR-26"),
    Move("verifying", "rezone", "verifying", "GR-26"),
    Move("accepted", "rezone", "accepted", "GR-26"),
    Move("filed", "rezone", "filed", "GR-26"),
    Move("dispatched", "rezone", "dispatched", "GR-26"),
    Move("handling", "rezone", "handling", "GR-26"),
    Move("extension_requested", "rezone", "extension_requested", "GR-26"),
    Move("hung", "rezone", "hung", "GR-26"),
    Move("handled", "rezone", "handled", "GR-26"),
    Move("rework", "rezone", "rework", "GR-26"),
    Move("passed", "rezone", "passed", "GR-26"),
    Move("handed_over", "rezone", "handed_over", "GR-26"),
    Move("self_handled", "reassign", "self_handled", "GR-54"),
    Move("self_handled", "rezone", "self_handled", "GR-26"),
    Move("arbitrating", "rezone", "arbitrating", "GR-26"),
    *(
        Move(state, "climb", state, "GR-126")
        for state in ("reported", "verifying", "accepted", "filed", "arbitrating", "dispatched", "handling",
                      "extension_requested", "rework")
    ),
    *(
        Move(state, "attach", state, "GR-145")
        for state in ("reported", "verifying", "accepted", "filed", "arbitrating", "dispatched", "handling",
                      "extension_requested", "hung", "rework", "handled", "self_handled")
    ),
    *(
        Move(state, act, state, "GR-123")
        for act in ("join", "start_part", "finish_part", "release_part")
        for state in ("dispatched", "handling", "extension_requested", "hung", "rework")
    ),
    # a part goes on while the lead is being looked for anew
    *(
        Move(state, act, state, "GR-123")
        for act in ("start_part", "finish_part", "release_part")
        for state in ("filed", "arbitrating")
    ),
    *merge_life.MOVES,
    *device_life.MOVES,
    *thread.MOVES,
)  # fmt: skip

INNER = ("follow", "conclude", "rezone", "reassign", "send_back", "climb")
LIFE = Machine("grid.incident", MOVES, initial=("reported", "filed", "handled", "self_handled"), inner=INNER)

ENDED = ("invalid", "closed", "archived", "merged")
OPEN = tuple(state for state in LIFE.states if state not in ENDED)
ACTS = ("report", *dict.fromkeys(move.act for move in MOVES))

# the command that makes a move, where it is not called like the act
COMMAND = {"pass": "check", "fail": "check", "return_again": "return"}
COMMANDS = tuple(dict.fromkeys(COMMAND.get(act, act) for act in ACTS))

PAST = {
    "report": "reported",
    "locate": "located",
    "verify": "verification_asked",
    "accept": "accepted",
    "reject": "rejected",
    "hand_over": "handed_over",
    "file": "filed",
    "dispatch": "dispatched",
    "start": "started",
    "finish": "finished",
    "return": "returned",
    "request_extension": "extension_requested",
    "approve_extension": "extended",
    "refuse_extension": "extension_refused",
    "hang": "hung",
    "resume": "resumed",
    "pass": "passed",
    "fail": "reworked",
    "close": "closed",
    "rate": "rated",
    "reopen": "reopened",
    "take_back": "taken_back",
    "follow": "followed",
    "conclude": "concluded",
    "reassign": "reassigned",
    "send_back": "sent_back",
    "rezone": "rezoned",
    "make_safe": "made_safe",
    "return_again": "returned_again",
    "arbitrate": "arbitrated",
    "review": "reviewed",
    "archive": "archived",
    "climb": "climbed",
    "join": "joined",
    "start_part": "part_started",
    "finish_part": "part_finished",
    "release_part": "part_released",
    "attach": "evidence_added",
    **merge_life.PAST,
    **device_life.PAST,
    **thread.PAST,
}


def event_name(act: str) -> str:
    """Name the fact that an act makes: `grid.incident_<past participle>`."""
    return f"grid.incident_{PAST[act]}"


ACT_OF = {event_name(act): act for act in PAST}
