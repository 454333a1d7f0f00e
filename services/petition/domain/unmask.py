"""Who may ask to see who petitions, and who may let them."""
from __future__ import annotations

from kernel import unmask
from kernel.errors import Denied
from kernel.unmask import Case
from services.petition.domain.doer import Doer
from services.petition.domain.life import ENDED
from services.petition.domain.permit import has_role, not_recused, of_holding_unit
from services.petition.domain.petition import Petition

SERVICE, NOUN = "petition", "petitioner"
EVENTS = (*unmask.events(SERVICE, NOUN), f"{SERVICE}.minor_marked")


def in_hands(petition: Petition, doer: Doer) -> None:
    """Let only those see who petitions who deal with the petition: officers of the unit that holds it, the
    desk until somebody has taken it up.

    Rule GR-390, domain 5.4: an identity is seen by who needs it for the matter, never by role alone.

    :raises Denied: petition.role_not_allowed, petition.unit_not_responsible, petition.handler_recused,
        petition.petitioner_not_in_hands
    """
    has_role("unmask_petitioner", doer)
    of_holding_unit(petition, doer)
    not_recused(petition, doer)
    # the desk routes what nobody has taken up yet
    if doer.role == "dispatcher" and petition.handler not in (None, doer.id):
        raise Denied("petition.petitioner_not_in_hands")


def case(petition: Petition, *, sealed: bool, named: bool, minor: bool = False) -> Case:
    """Give a petition as the rules of seeing an identity need it. sealed: there is one; named: with a name; minor: flagged.

    Rule GR-392, 《未成年人网络保护条例》 art. 36: of a minor, a responsible person must agree first, and it is written down.
    """
    return Case(
        kind="petition", id=petition.id, subject=petition.id, number=petition.number, version=petition.version,
        round=petition.round, area=petition.area, unit=petition.unit, closed=petition.state in ENDED,
        handler=petition.handler, party=petition.party, sealed=sealed, named=named, minor=minor,
    )  # fmt: skip
