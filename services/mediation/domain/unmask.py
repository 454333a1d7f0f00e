"""Who may ask to see who a party is, and who may let them."""
from __future__ import annotations

from kernel import unmask
from kernel.errors import Denied
from kernel.unmask import Case as Unmasked
from services.mediation.domain.dispute import Case, Party
from services.mediation.domain.doer import Doer
from services.mediation.domain.life import ENDED
from services.mediation.domain.permit import has_role, of_committee

SERVICE, NOUN = "mediation", "party"
EVENTS = (*unmask.events(SERVICE, NOUN), f"{SERVICE}.minor_marked")


def in_hands(case: Case, doer: Doer) -> None:
    """Let only those see who a party is who deal with the dispute: its mediator; the desk until there is one.

    Rule GR-390, domain 5.4: an identity is seen by who needs it for the matter, never by role alone.

    :raises Denied: mediation.role_not_allowed, mediation.unit_not_responsible, mediation.party_not_in_hands
    """
    has_role("unmask_party", doer)
    of_committee(case, doer)
    if case.dispute.mediator not in (None, doer.id):
        raise Denied("mediation.party_not_in_hands")


def unmasked(case: Case, party: Party, *, sealed: bool, named: bool, minor: bool = False) -> Unmasked:
    """Give a party as the rules of seeing an identity need it. sealed: there is one; named: with a name; minor: flagged.

    Rule GR-392, 《未成年人网络保护条例》 art. 36: of a minor, a responsible person must agree first, and it is written down.
    """
    dispute = case.dispute
    return Unmasked(
        kind="dispute", id=dispute.id, subject=party.id, number=dispute.number, version=dispute.version, round=dispute.round,
        area=dispute.area, unit=dispute.unit, closed=dispute.state in ENDED, handler=dispute.mediator, party=party.party,
        sealed=sealed, named=named, minor=minor,
    )  # fmt: skip
