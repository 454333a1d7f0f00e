"""What is known against a pinned package fails the check, unless it was accepted with a reason and an end."""

from __future__ import annotations

from datetime import date

import pytest

from tools import advisories
from tools.advisories import Accepted, Finding

TODAY = date(2026, 3, 2)
ROW = '[[accepted]]\nid = "CVE-1"\npackage = "one"\nreason = "never called"\nuntil = 2026-03-02\n'


def test_a_package_the_database_was_not_asked_about_is_no_clean_one():
    with pytest.raises(LookupError, match="lampe"):
        advisories.findings({"dependencies": [{"name": "lampe", "skip_reason": "not on PyPI"}]})


def test_what_was_accepted_is_of_one_package_and_one_advisory():
    known = [Accepted("CVE-1", "one", "never called", TODAY)]
    mine, other = (Finding(name, "1", ("PYSEC-1", "CVE-1"), ()) for name in ("one", "two"))
    third = Finding("one", "1", ("PYSEC-2",), ())
    assert advisories.unaccepted([mine, other, third], known) == [other, third]


def test_what_was_accepted_ends():
    assert advisories.accepted(ROW, TODAY) == [Accepted("CVE-1", "one", "never called", TODAY)]
    with pytest.raises(ValueError, match="CVE-1 of one was accepted until 2026-03-02"):
        advisories.accepted(ROW, date(2026, 3, 3))


@pytest.mark.parametrize("row", [
    ROW.replace('"never called"', '""'), ROW.replace("until = 2026-03-02\n", ""), ROW + 'by = "x"\n',
    ROW.replace("2026-03-02", '"soon"'),
])  # fmt: skip
def test_nothing_is_accepted_without_a_reason_and_an_end(row):
    with pytest.raises(ValueError, match="CVE-1"):
        advisories.accepted(row, TODAY)


def test_the_accepted_findings_of_the_house_can_be_read():
    advisories.accepted(advisories.ACCEPTED.read_text(), date.min)
