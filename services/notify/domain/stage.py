"""What a clock waits for, in words."""

from __future__ import annotations

from collections.abc import Mapping

Words = tuple[str, str]

# what is to be done before a clock runs out, by its stage; a record may have several, and each is told of by itself
STAGES: Mapping[str, Words] = {
    "accept": ("受理", "accept"),
    "verify": ("核实", "look at"),
    "file": ("立案", "file"),
    "dispatch": ("派遣", "dispatch"),
    "arbitrate": ("裁定", "decide on"),
    "review": ("复查", "look again at"),
    "make_safe": ("排除危险", "make safe"),
    "take_up": ("接办", "take up"),
    "check": ("核查", "check"),
    "close": ("结案", "close"),
    "whole": ("全程办结", "end"),
    "acknowledge": ("签收", "acknowledge"),
    "arrive": ("到场", "come to"),
    "plan": ("方案", "plan for"),
    "answer": ("答复", "answer"),
    "window": ("确认转办", "say what becomes of"),
    "service": ("办结", "do"),
}
HANDLE: Words = ("办理", "solve")


def words(stage: str) -> Words:
    """Give what is to be done at a stage, in Chinese and in English; what has no words of its own is to be solved."""
    return STAGES.get(stage, HANDLE)
