"""What one window (一号受理) may make of what somebody brings, and how it reached the window."""
from __future__ import annotations

INCIDENT, PETITION, DISPUTE, SERVICE_ITEM, ANSWER = KINDS = ("incident", "petition", "dispute", "service_item", "answer")
# made as a record of its own in the service that owns it; the other two are dealt with on the intake itself
MADE = frozenset({INCIDENT, PETITION, DISPUTE})
# what the one who asks may choose by themselves: a beginning of what is theirs to ask for, nothing an office must give
OWN = MADE

# 三办: done on the spot, done for the person, done by several together
IMMEDIATE, ASSIST, JOINT = MODES = ("immediate", "assist", "joint")

WEB, APP, PHONE, COUNTER = CHANNELS = ("web", "app", "phone", "counter")
BY_STAFF = frozenset({PHONE, COUNTER})
