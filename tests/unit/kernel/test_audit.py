from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import orjson
import pytest

from kernel import audit
from kernel.audit import GENESIS, link
from kernel.audit_chain import Chain, Row, SealChain
from kernel.audit_seal import Seal, digest_of
from kernel.call import Actor, Call

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def rows(subject, count):
    """Make a sound chain of `count` rows on one record."""
    made, prev = [], GENESIS
    for seq in range(1, count + 1):
        body = f'{{"act":"a{seq}"}}'
        row = Row(UUID(int=ord(subject) * 1000 + seq), subject, seq, body, prev, link(prev, subject, seq, body))
        made.append(row)
        prev = row.hash
    return made


def changed(row, **fields):
    return replace(row, **fields)


def judge(sealed, there):
    """Walk the rows that are there and compare them with what was sealed."""
    chain = Chain()
    for row in there:
        chain.walk(row)
    chain.compare([(row.id, row.hash, 1) for row in sealed], {row.id: row for row in there})
    return [(found.problem, found.subject, found.seq, found.id) for found in chain.all()]


def test_a_sound_audit_gives_no_finding():
    sound = rows("a", 4) + rows("b", 3)
    assert judge(sound, sound) == []


@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_changed_body_is_named(place):
    sound = rows("a", 4)
    bad = changed(sound[place], body='{"act":"other"}')
    there = [bad if row.id == bad.id else row for row in sound]
    assert judge(sound, there) == [("changed", "a", place + 1, str(bad.id))]


@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_row_rewritten_together_with_its_hash_is_named_once(place):
    sound = rows("a", 4)
    row = sound[place]
    bad = changed(row, body="{}", hash=link(row.prev, "a", row.seq, "{}"))
    there = [bad if row.id == bad.id else row for row in sound]
    assert judge(sound, there) == [("changed", "a", place + 1, str(bad.id))]


def test_a_row_rewritten_before_any_seal_is_given_away_by_the_row_after_it():
    sound = rows("a", 4)
    bad = changed(sound[1], body="{}", hash=link(sound[1].prev, "a", 2, "{}"))
    assert judge([], [sound[0], bad, *sound[2:]]) == [("changed", "a", 2, str(bad.id))]


def test_a_whole_chain_rewritten_from_a_row_on_is_named_by_the_seal():
    sound = rows("a", 3)
    second = changed(sound[1], body="{}", hash=link(sound[1].prev, "a", 2, "{}"))
    third = changed(sound[2], prev=second.hash, hash=link(second.hash, "a", 3, sound[2].body))
    found = judge(sound, [sound[0], second, third])
    assert [each[:3] for each in found] == [("changed", "a", 2), ("changed", "a", 3)]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_row_taken_from_the_middle_is_named_with_place_and_id(place):
    sound = rows("a", 4)
    assert judge(sound, sound[:place] + sound[place + 1 :]) == [("missing", "a", place + 1, str(sound[place].id))]


def test_several_rows_taken_from_the_middle_are_all_named():
    sound = rows("a", 6)
    found = judge(sound, [sound[0], *sound[4:]])
    assert ("missing", "a", 2, "") in found
    assert ("missing", "a", 4, str(sound[3].id)) in found
    assert {row_id for _, _, _, row_id in found} == {"", *(str(row.id) for row in sound[1:4])}


def test_a_last_row_taken_away_is_named_by_its_seal():
    sound = rows("a", 3)
    assert judge(sound, sound[:2]) == [("missing", "", None, str(sound[2].id))]


def test_swapped_rows_are_told_from_changed_ones():
    sound = rows("a", 5)
    swapped = [sound[0], changed(sound[2], seq=2), changed(sound[1], seq=3), *sound[3:]]
    assert judge(sound, swapped) == [("reordered", "a", 2, str(sound[2].id)), ("reordered", "a", 3, str(sound[1].id))]


def test_a_first_row_that_claims_one_before_it_is_named():
    row = rows("a", 1)[0]
    bad = changed(row, prev=b"x" * 32, hash=link(b"x" * 32, "a", 1, row.body))
    assert judge([], [bad]) == [("changed", "a", 1, str(row.id))]
    assert judge([row], [bad]) == [("changed", "a", 1, str(row.id))]


def seals(count):
    made, prev = [], GENESIS
    for no in range(1, count + 1):
        entries = bytes([no]) * 48
        made.append(Seal(no, NOW, entries, prev, digest_of(prev, entries)))
        prev = made[-1].digest
    return made


def judge_seals(there, known=None):
    chain = SealChain(known or {})
    for seal in there:
        chain.walk(seal)
    chain.close()
    return [(found.problem, found.no) for found in chain.findings]


def test_a_sound_chain_of_seals_gives_no_finding():
    sound = seals(3)
    assert judge_seals(sound, {seal.no: seal.digest.hex() for seal in sound}) == []


def test_a_seal_taken_away_changed_or_cut_off_is_named():
    one, two, three = seals(3)
    assert judge_seals([one, three]) == [("seal_missing", 2)]
    assert judge_seals([two, three]) == [("seal_missing", 1)]
    other = Seal(2, NOW, b"x" * 48, two.prev, two.digest)
    assert judge_seals([one, other, three]) == [("seal_changed", 2)]
    assert judge_seals([one, Seal(2, NOW, three.entries, three.prev, three.digest)]) == [("seal_broken", 2)]
    assert judge_seals([one, two], {3: three.digest.hex()}) == [("seal_missing", 3)]


def test_a_chain_of_seals_made_anew_differs_from_the_logged_one():
    one, two = seals(2)
    entries = b"x" * 48
    anew = Seal(2, NOW, entries, one.digest, digest_of(one.digest, entries))
    assert judge_seals([one, anew]) == []
    assert judge_seals([one, anew], {2: two.digest.hex()}) == [("seal_changed", 2)]


def test_a_seal_gives_back_the_rows_it_names():
    row_id = UUID(int=7)
    assert Seal(1, NOW, row_id.bytes + b"h" * 32, GENESIS, b"").rows == [(row_id, b"h" * 32)]


class Queue:
    def __init__(self):
        self.sent, self.meant = [], {}

    def later(self, sql, params, *, prepared=False):
        self.sent.append(params)

    def conflict(self, constraint, failure):
        self.meant[constraint] = failure.code


def test_a_row_tells_who_did_what_in_canonical_text():
    tx = Queue()
    call = Call(actor=Actor("u1", "officer", "unit-1"), trace="t1", now=NOW)
    audit.append(tx, call, act="dispatch", kind="incident", subject="s1", version=3, detail={"unit": "unit-2"})
    [sent] = tx.sent
    body = orjson.loads(sent["body"])
    assert list(body) == sorted(body)
    assert body == {
        "at": "2026-03-02T01:00:00+00:00",
        "actor": "u1",
        "role": "officer",
        "unit": "unit-1",
        "act": "dispatch",
        "kind": "incident",
        "version": 3,
        "trace": "t1",
        "detail": {"unit": "unit-2"},
    }
    assert (sent["subject"], sent["genesis"]) == ("s1", bytes(32))
    assert tx.meant == {"audit_subject_seq_key": "audit.record_busy"}
