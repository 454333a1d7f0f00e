"""Of two corrections of one field every copy takes the same, whatever clocks say and in whatever order it hears of them."""
from datetime import UTC, datetime, timedelta

from kernel.correction import newer, stamped

AT = datetime(2026, 3, 3, 1, tzinfo=UTC)
FIELDS = ("name", "phone")


def word(value, at=AT):
    return {"name": {"value": value, "at": at.isoformat()}}


def test_gr_475_the_later_word_counts_and_the_same_gives_none():
    later = word("林更对", AT + timedelta(seconds=1))
    assert newer(later, word("林小对"), FIELDS) == later
    assert newer(word("林小对"), later, FIELDS) == {}
    assert newer(later, later, FIELDS) == {}
    assert newer(later, {}, FIELDS) == later
    assert newer(later, {}, ("phone",)) == {}


def test_gr_475_of_two_words_of_one_instant_each_copy_takes_the_same():
    one, other = word("林小对"), word("林更对")
    taken = [newer(told, own, FIELDS) or own for told, own in ((one, other), (other, one))]
    assert taken[0] == taken[1]


def test_gr_475_who_corrects_again_is_later_though_the_clock_of_that_machine_is_behind():
    known = {"name": (AT + timedelta(minutes=2)).isoformat()}
    stamps = stamped(("name", "phone"), AT, known)
    assert datetime.fromisoformat(stamps["name"]) == AT + timedelta(minutes=2, microseconds=1)
    assert stamps["phone"] == AT.isoformat()
