"""Which refusals of an owner mean that the window sent it to the wrong one."""
from __future__ import annotations

# of the grid: a matter between private persons; of a petition desk: outside its powers, or the duty of another
WRONG = frozenset({"not_public", "n03_not_competent", "n08_duty"})


def wrongly_sent(reason: str | None) -> bool:
    """Tell whether a refusal is for the window to put right; any other ends the matter there, with its own remedy.

    Rule GR-431, 《信访工作条例》 art. 23: not to be passed on from one office to the next is the person's right.
    """
    return reason in WRONG
