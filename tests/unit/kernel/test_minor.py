"""That somebody is under age: said with a reason that fits, taken back by a leader, and of two copies the later word holds."""
from datetime import UTC, datetime, timedelta

import pytest

from kernel import minor
from kernel.errors import Conflict, Denied, Invalid, Missing
from kernel.minor import REASONS, Flag, mark, newer
from services.grid.domain import unmask as grid
from services.mediation.domain import permit as mediation
from services.petition.domain import permit as petition
from tests.make import refused
from tests.markdown import ROOT, code, tables

AT = datetime(2026, 3, 3, 1, tzinfo=UTC)
GROWN, CHILD = Flag(False, None), Flag(True, AT)
LEADERS = frozenset({"leader"})


def say(was, *, minor=True, reason="said_so", role="officer"):
    return mark(was, minor=minor, reason=reason, role=role, leaders=LEADERS, at=AT)


@pytest.mark.parametrize("reason", REASONS[True])
def test_gr_455_whoever_handles_it_says_so_at_once(reason):
    assert say(GROWN, reason=reason) == CHILD


def test_gr_455_a_leader_alone_takes_it_back():
    with refused(Denied, "minor.leader_needed"):
        say(CHILD, minor=False, reason="mistaken")
    assert say(CHILD, minor=False, reason="of_age", role="leader").minor is False


@pytest.mark.parametrize(("flag", "reason"), [(True, "mistaken"), (False, "said_so")])
def test_the_reason_fits_what_is_said(flag, reason):
    with refused(Invalid, "minor.reason_wrong"):
        say(Flag(not flag, None), minor=flag, reason=reason, role="leader")


def test_what_is_known_is_not_said_again_and_nothing_of_nobody():
    with refused(Conflict, "minor.unchanged"):
        say(CHILD)
    with refused(Missing, "minor.person_missing"):
        say(None)


@pytest.mark.parametrize(
    ("was", "after", "changes"),
    [
        (GROWN, AT, True),
        (Flag(False, AT - timedelta(hours=1)), AT, True),
        (Flag(False, AT + timedelta(hours=1)), AT, False),
        (Flag(False, AT), AT, True),
        (CHILD, AT + timedelta(hours=1), True),
        (None, AT, False),
    ],
)
def test_gr_457_the_later_word_holds(was, after, changes):
    assert newer(was, Flag(True, after)) is changes


def test_gr_457_of_two_words_of_one_instant_every_copy_takes_the_same():
    opened = Flag(False, AT)
    assert newer(opened, CHILD)
    assert not newer(CHILD, opened)
    assert not newer(CHILD, CHILD)


def test_gr_457_what_is_said_knowing_another_word_is_the_later_though_the_clock_of_its_machine_is_behind():
    ahead = Flag(True, AT + timedelta(minutes=2))
    said = say(ahead, minor=False, reason="mistaken", role="leader")
    assert newer(ahead, said)
    assert said.at == ahead.at + timedelta(microseconds=1)


def test_gr_455_each_service_lets_those_say_it_who_may_see_who_it_is_and_leaders():
    for roles, seeing in (
        (grid.ROLES, grid.HANDLERS), (petition.ROLES, petition.DESK), (mediation.ROLES, mediation.DESK),
    ):  # fmt: skip
        assert roles[minor.ACT] == seeing | LEADERS


def test_the_glossary_has_the_reasons():
    rows = tables(ROOT / "docs" / "glossary.md")["Under age 未成年人标注"]
    assert [word for row in rows for word in code(row["identifier"])] == [*REASONS[True], *REASONS[False]]
