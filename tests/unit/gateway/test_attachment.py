"""Who is shown what of a picture, and when: states, and what is refused."""
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kernel.errors import Conflict, Denied, Failure
from services.gateway.attachment import life, ticket
from services.gateway.attachment.cover import MOST, Cover
from services.gateway.attachment.record import GOOD_FOR, Attachment

AT = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
PICTURE = Attachment(
    id="a", media="image/jpeg", bytes=9, files={"kept": "0" * 64}, created_at=AT, ask_at=AT + GOOD_FOR, width=640, height=400,
    owner="x",
)  # fmt: skip
DOCUMENT = replace(PICTURE, media="application/pdf", width=None, height=None)
COVERS = (Cover(0, 0, 10, 10),)


def code(act):
    with pytest.raises(Failure) as raised:
        act()
    return raised.value.code


def test_gr_142_covers_are_added_and_never_taken_away():
    once = life.cover(PICTURE, COVERS)
    twice = life.cover(once, (Cover(20, 0, 10, 10),))
    assert (len(once.covers), len(twice.covers), twice.version) == (1, 2, 3)
    assert set(once.covers) <= set(twice.covers)


def test_gr_142_a_published_picture_may_be_covered_further_and_stays_published():
    published = life.publish(PICTURE, covered=True)
    assert life.cover(published, COVERS).state == "published"


def test_gr_143_publishing_asks_for_the_word_that_people_are_covered():
    assert code(lambda: life.publish(PICTURE, covered=False)) == "gateway.publishing_unconfirmed"
    assert life.publish(PICTURE, covered=True).published


def test_gr_143_what_was_published_can_be_taken_back_and_only_that():
    published = life.publish(PICTURE, covered=True)
    assert not life.withdraw(published).published
    assert code(lambda: life.withdraw(PICTURE)) == "gateway.attachment_act_not_allowed"
    assert code(lambda: life.publish(published, covered=True)) == "gateway.attachment_act_not_allowed"


@pytest.mark.parametrize("act", [lambda one: life.publish(one, covered=True), lambda one: life.cover(one, COVERS)])
def test_a_document_is_neither_covered_nor_published(act):
    assert code(lambda: act(DOCUMENT)) == "gateway.not_a_picture"


def test_a_picture_has_an_end_of_covers():
    full = replace(PICTURE, covers=COVERS * MOST)
    with pytest.raises(Conflict) as raised:
        life.cover(full, COVERS)
    assert raised.value.facts == {"most": MOST}


def test_gr_147_an_upload_is_good_for_a_day_less_what_is_on_its_way_and_evidence_for_good():
    assert PICTURE.good(AT + timedelta(hours=21))
    assert not PICTURE.good(AT + timedelta(hours=22))
    assert replace(PICTURE, linked=True).good(AT + timedelta(days=90))


def test_gr_145_a_ticket_is_for_one_incident_and_ends(monkeypatch):
    tickets = ticket.Tickets(bytes(32))
    made, until = tickets.issue("incident-1")
    assert tickets.read(made) == "incident-1"
    monkeypatch.setattr(ticket.time, "time", lambda: until + 1)
    with pytest.raises(Denied):
        tickets.read(made)


def test_gr_145_a_ticket_of_another_house_is_refused():
    made, _ = ticket.Tickets(bytes(32)).issue("incident-1")
    assert code(lambda: ticket.Tickets(bytes(31) + b"x").read(made)) == "gateway.ticket_refused"
    assert code(lambda: ticket.Tickets(bytes(32)).read("rubbish")) == "gateway.ticket_refused"
