"""Each party's own word: consenting, refusing, being told its rights, ending."""
from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kernel.decision import Decision
from kernel.errors import Conflict, Denied, Invalid
from services.mediation.domain.dispute import GIVEN, REFUSED, Case, Party
from services.mediation.domain.doer import SYSTEM, Doer
from services.mediation.domain.permit import speaks_for_a_party
from services.mediation.domain.step import take

ONLINE = "online"


def consent(case: Case, doer: Doer, *, party: str, agreed: bool, how: str, at: datetime) -> Decision[Case]:
    """Take down one party's yes or no. how: in_person, by_phone, in_writing or online.

    -> yes: event mediation.consented, and with the last yes also mediation.accepted, record accepted, the month begins;
    no: record refused at once, event mediation.refused.

    Rule MX-07, 《人民调解法》 art. 17: both sides are willing, each asked by itself; one clear no forbids mediation.

    :raises Invalid: mediation.party_unknown
    :raises Denied: mediation.word_not_yours, mediation.word_not_heard
    :raises Conflict: mediation.already_consented
    """
    one = _heard(case, doer, party=party, how=how)
    if agreed and one.consent == GIVEN:
        raise Conflict("mediation.already_consented", party=party)
    said = replace(
        one, consent=GIVEN if agreed else REFUSED, consent_at=at, consent_how=how, consent_by=_hearer(doer)
    )
    data = {"side": party, "how": how}
    act = "consent" if agreed else "refuse"
    decided = take(case, act, doer, at=at, data=data, parties=_with(case, said))
    return _accepted(decided, at) if decided.record.agreed_to else decided


def _accepted(decided: Decision[Case], at: datetime) -> Decision[Case]:
    """Accept the case, which nobody does by hand: it follows from the last consent."""
    accepted = take(decided.record, "accept", SYSTEM, at=at, accepted_at=at)
    return Decision(accepted.record, decided.events + accepted.events)


def acknowledge(case: Case, doer: Doer, *, party: str, how: str, at: datetime) -> Decision[Case]:
    """Take down that a party has been told its rights and duties.

    -> event mediation.acknowledged.

    Rule MX-05, 《人民调解法》 art. 23, 24; 《人民调解工作若干规定》 art. 30.

    :raises Invalid: mediation.party_unknown
    :raises Denied: mediation.word_not_yours, mediation.word_not_heard
    :raises Conflict: mediation.already_acknowledged
    """
    one = _heard(case, doer, party=party, how=how)
    if one.told_at is not None:
        raise Conflict("mediation.already_acknowledged", party=party)
    told = replace(one, told_at=at, told_how=how, told_by=_hearer(doer))
    return take(case, "acknowledge", doer, at=at, data={"side": party}, parties=_with(case, told))


def end(case: Case, doer: Doer, *, party: str, how: str, at: datetime) -> Decision[Case]:
    """End mediation because a party wants it; it owes no reason.

    -> record ended, event mediation.ended.

    Rule MX-08, 《人民调解法》 art. 23(2): at any time before an agreement.

    :raises Invalid: mediation.party_unknown
    :raises Denied: mediation.word_not_yours, mediation.word_not_heard
    """
    _heard(case, doer, party=party, how=how)
    return take(case, "end", doer, at=at, data={"side": party})


def _heard(case: Case, doer: Doer, *, party: str, how: str) -> Party:
    """Give the party whose word it is: said by itself, or heard by staff in a way that can be named.

    Rule MX-02, 《人民调解法》 art. 17, 23.

    :raises Invalid: mediation.party_unknown
    :raises Denied: mediation.not_a_party, mediation.word_not_yours, mediation.word_not_heard
    """
    speaks_for_a_party(case, doer)
    found = case.party(party)
    if found is None:
        raise Invalid("mediation.party_unknown", pointer="/party", parties=[party])
    if party in doer.parties:
        return found
    if doer.parties:
        raise Denied("mediation.word_not_yours")
    if how == ONLINE:
        raise Denied("mediation.word_not_heard")
    return found


def _hearer(doer: Doer) -> str:
    return "" if doer.parties else doer.id


def _with(case: Case, changed: Party) -> tuple[Party, ...]:
    return tuple(changed if party.id == changed.id else party for party in case.parties)
