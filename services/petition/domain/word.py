"""The petitioner's own words and mark: withdrawing (撤回) and rating (评价)."""
from __future__ import annotations

from datetime import datetime

from kernel.decision import Decision
from services.petition.domain.doer import Doer
from services.petition.domain.petition import Petition
from services.petition.domain.step import take

LOWEST, HIGHEST = 1, 5


def withdraw(petition: Petition, doer: Doer, *, at: datetime) -> Decision[Petition]:
    """Take a petition back, which nobody but the petitioner can do.

    -> record withdrawn, event petition.withdrawn.

    Rule PX-08, domain 1.9: by the petitioner only, in own words.

    :raises Denied: petition.role_not_allowed, petition.not_the_petitioner
    """
    return take(petition, "withdraw", doer, at=at)


def rate(petition: Petition, doer: Doer, *, score: int, at: datetime) -> Decision[Petition]:
    """Take the petitioner's rating. score: LOWEST..HIGHEST, 5 is best.

    Rules PX-08, PX-09, 《信访工作条例》 art. 21.

    :raises Denied: petition.role_not_allowed, petition.not_the_petitioner
    :raises Conflict: petition.already_rated
    """
    return take(petition, "rate", doer, at=at, data={"score": score}, score=score)
