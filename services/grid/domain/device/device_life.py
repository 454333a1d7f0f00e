"""The note of a recovery as a move, and who may set up what devices mean."""

from __future__ import annotations

from kernel.machine import Move

OPEN = (
    "reported", "verifying", "accepted", "filed", "arbitrating", "dispatched", "handling", "extension_requested",
    "hung", "handled", "rework", "passed", "self_handled", "handed_over",
)  # fmt: skip
MOVES = tuple(Move(state, "recover", state, "GR-185") for state in OPEN)
PAST = {"recover": "recovered"}
ROLES = {"recover": frozenset({"system"})}
STEP_WORDS = {
    "recover": (
        "设备读数已恢复正常（此前异常{count}次），仍将核查。",
        "Readings are as they should be again, after {count} that were not. It is checked all the same.",
    ),
}
SETTING_UP = frozenset({"dispatcher"})
DEVICE_ROLES = {
    "set_source": SETTING_UP,
    "change_source": SETTING_UP,
    "place_devices": SETTING_UP,
    "remove_device": SETTING_UP,
    "take_readings": frozenset({"client"}),
}
