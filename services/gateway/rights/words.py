"""What the states of a request to be erased are called for people."""

from __future__ import annotations

# state -> (Chinese, English)
STATES = {
    "received": ("已收到", "received"),
    "granted": ("已准予", "granted"),
    "refused": ("不予删除", "refused"),
    "done": ("已删除", "done"),
}
