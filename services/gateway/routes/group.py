"""Who may: the groups of roles that rows name, and where all paths begin."""

from __future__ import annotations

V1 = "/api/v1"

ANYONE = None
CHECKERS = ("checker", "grid_worker")
DESK = ("dispatcher",)
DECIDERS = ("officer",)
FIELD = ("grid_worker", "dispatcher")
HANDLERS = ("officer", "grid_worker")
JUDGES = ("dispatcher", "leader")
LEADERS = ("leader",)
OFFICE = ("officer", "dispatcher")
OPENERS = ("resident", "grid_worker", "dispatcher", "officer")
OPERATORS = ("operator",)
PARTIES = ("resident", "dispatcher", "officer")
# whoever works for an office; operators read no register of the ground
STAFF = ("grid_worker", "dispatcher", "officer", "checker", "leader")
