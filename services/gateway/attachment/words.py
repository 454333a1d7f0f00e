"""What the states of an attachment are called for people."""

from __future__ import annotations

# state -> (Chinese, English)
STATES = {
    "private": ("未公开", "for those who work on the matter"),
    "published": ("已公开", "published, covered"),
}
