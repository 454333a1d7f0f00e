"""The states of a dispute and every legal move between them; what is not handled yet will be further rows."""
from __future__ import annotations

from kernel.machine import Machine, Move

LAW = "《人民调解法》"

MOVES = (
    Move("consent_pending", "join", "consent_pending", f"{LAW} 17, 23"),
    Move("consent_pending", "consent", "consent_pending", f"{LAW} 17, 23"),
    Move("consent_pending", "accept", "accepted", f"{LAW} 17"),
    Move("consent_pending", "refuse", "refused", f"{LAW} 17"),
    Move("consent_pending", "acknowledge", "consent_pending", f"{LAW} 23, 24"),
    Move("consent_pending", "end", "ended", f"{LAW} 23"),
    Move("accepted", "acknowledge", "accepted", f"{LAW} 23, 24"),
    Move("accepted", "assign", "assigned", f"{LAW} 19, 23"),
    Move("accepted", "end", "ended", f"{LAW} 23"),
    Move("assigned", "acknowledge", "assigned", f"{LAW} 23, 24"),
    Move("assigned", "assign", "assigned", f"{LAW} 19, 23"),
    Move("assigned", "record_session", "mediating", f"{LAW} 21, 27"),
    Move("assigned", "fail", "failed", f"{LAW} 26"),
    Move("assigned", "end", "ended", f"{LAW} 23"),
    Move("mediating", "assign", "mediating", f"{LAW} 19, 23"),
    Move("mediating", "record_session", "mediating", f"{LAW} 21, 27"),
    Move("mediating", "conclude", "agreed", f"{LAW} 28, 29, 30"),
    Move("mediating", "fail", "failed", f"{LAW} 26"),
    Move("mediating", "end", "ended", f"{LAW} 23"),
)

LIFE = Machine("mediation.dispute", MOVES, initial=("consent_pending",))

ENDED = ("refused", "agreed", "failed", "ended")
OPEN = tuple(state for state in LIFE.states if state not in ENDED)

PAST = {
    "open": "opened",
    "join": "joined",
    "consent": "consented",
    "accept": "accepted",
    "refuse": "refused",
    "acknowledge": "acknowledged",
    "assign": "assigned",
    "record_session": "session_recorded",
    "conclude": "agreed",
    "fail": "failed",
    "end": "ended",
}
ACT_OF = {f"mediation.{past}": act for act, past in PAST.items()}


def event_name(act: str) -> str:
    """Name the fact that an act makes: `mediation.<past participle>`."""
    return f"mediation.{PAST[act]}"
