"""A message's effects happen once, in whichever of two ways its handler asks."""
from __future__ import annotations

import eventlet
import pytest

from kernel import clock, inbox


@pytest.fixture
def db(database_of):
    return database_of("petition")


def effect(tx):
    tx.later("INSERT INTO outbox (id, name, body) VALUES (%s, 'a.b', '{}')", (clock.new_id(),))


def asking(db, message):
    with db.transaction() as tx:
        if inbox.first(tx, "h", message):
            effect(tx)


def writing(db, message):
    with inbox.handling(db, "h", message) as tx:
        effect(tx)


@pytest.mark.parametrize("handle", [asking, writing])
def test_copies_one_after_the_other_have_one_effect(db, handle):
    message = clock.new_id()
    for _ in range(3):
        handle(db, message)
    assert db.one("SELECT count(*) FROM outbox") == (1,)


@pytest.mark.parametrize("handle", [asking, writing])
def test_copies_at_the_same_time_have_one_effect(db, handle):
    message = clock.new_id()
    for _ in eventlet.GreenPool(20).starmap(handle, [(db, message)] * 20):
        pass
    assert db.one("SELECT count(*) FROM outbox") == (1,)


@pytest.mark.parametrize("handle", [asking, writing])
def test_another_message_has_its_own_effect(db, handle):
    for _ in range(2):
        handle(db, clock.new_id())
    assert db.one("SELECT count(*) FROM outbox") == (2,)


def test_a_handler_that_fails_leaves_no_row_so_that_it_is_tried_again(db):
    message = clock.new_id()
    with pytest.raises(KeyError), inbox.handling(db, "h", message):
        raise KeyError
    writing(db, message)
    assert db.one("SELECT count(*) FROM outbox") == (1,)


def test_two_handlers_of_one_message_do_not_hinder_each_other(db):
    message = clock.new_id()
    for handler in ("one", "two"):
        with inbox.handling(db, handler, message) as tx:
            effect(tx)
    assert db.one("SELECT count(*) FROM outbox") == (2,)
