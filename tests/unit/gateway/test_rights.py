"""When somebody is erased at once, when a person decides, and what may not be granted."""
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kernel.errors import Conflict
from services.gateway.rights import life, view
from services.gateway.rights.reason import REASONS, said
from services.gateway.rights.record import Request
from tests.make import refused

AT = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
ASKED = Request("r", 1, "received", "a", "p", None, None, "210203000000", AT, due_at=AT)
FREE, OPEN, BOUND = ({"open": n, "bound": m, "free": 1} for n, m in ((0, 0), (1, 0), (0, 1)))


def grant(request=ASKED, held=FREE, **more):
    return life.grant(request, held, **{"term_over": False, "by": "leader", "at": AT, **more})


@pytest.mark.parametrize(("held", "at_once"), [(FREE, True), (OPEN, False), (BOUND, False)])
def test_gr_409_what_is_neither_open_nor_bound_needs_nobody_to_decide(held, at_once):
    assert life.clear(held) is at_once


def test_gr_409_what_is_open_is_never_granted_and_a_file_only_when_its_term_is_over():
    with refused(Conflict, "gateway.erasure_matter_open"):
        grant(held=OPEN, term_over=True)
    with refused(Conflict, "gateway.erasure_archive_bound"):
        grant(held=BOUND)
    assert grant(held=BOUND, term_over=True).state == "granted"


def test_what_is_decided_has_no_clock_any_more_and_is_not_decided_again():
    granted = grant()
    assert (granted.version, granted.due_at, granted.decided_by) == (2, None, "leader")
    for act in (grant, lambda one: life.refuse(one, reason="legal_claim", by="leader", at=AT)):
        with refused(Conflict, "gateway.erasure_act_not_allowed"):
            act(granted)
    assert life.finish(granted, at=AT).state == "done"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("reason", REASONS)
def test_a_refusal_names_reason_source_and_remedy_in_each_language(reason, language):
    refusal = view.whole(life.refuse(ASKED, reason=reason, by="leader", at=AT), language)
    assert all(refusal[name] for name in ("reason", "words", "source", "remedy"))
    assert refusal["acts"] == []


def test_who_may_decide_sees_the_acts_and_who_asked_does_not():
    assert view.whole(ASKED, "en", decides=True)["acts"] == ["grant_erasure", "refuse_erasure"]
    assert view.whole(ASKED, "en")["acts"] == []
    assert said(None, "en") == {"words": None, "source": None, "remedy": None}
    assert view.whole(replace(ASKED, holder=None, matter="m"), "en")["of"] == "matter"
