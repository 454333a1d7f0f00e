"""What verify must find after somebody with full rights has been at the audit."""
import json

import pytest
from click.testing import CliRunner

from kernel.audit_seal import seal_waiting
from kernel.audit_verify import verify
from tests.integration.kernel.trail import found, write
from tools import audit_verify


def row_id(db, subject, seq):
    return db.one("SELECT id FROM audit WHERE subject = %s AND seq = %s", (subject, seq))[0]


def run(*words, admin_url):
    return CliRunner().invoke(audit_verify.main, words, env={"COLUMNS": "200", "LINLI_ADMIN_URL": admin_url})


def test_a_sound_audit_is_whole_and_its_size_is_told(filled):
    steps = []
    report = verify(filled, batch=3, progress=lambda done, total: steps.append((done, total)))
    assert report.findings == ()
    assert (report.rows, report.seals, report.waiting, report.last_no) == (17, 4, 2, 4)
    assert steps[-1] == (23, 23)


def test_an_empty_audit_is_whole(db):
    assert found(db) == []


TAMPERINGS = {
    "a body changed": (
        """UPDATE audit SET body = replace(body, '"u1"', '"u2"') WHERE subject = 'b' AND seq = 3""",
        [("changed", "b", 3)],
    ),
    "a body changed that no seal names yet": (
        """UPDATE audit SET body = '{}' WHERE subject = 'd' AND seq = 2""",
        [("changed", "d", 2)],
    ),
    "a last row changed together with its hash": (
        """UPDATE audit SET body = '{}', hash = sha256(prev || convert_to(subject || chr(10) || seq || chr(10) || '{}',
           'UTF8')) WHERE subject = 'b' AND seq = 5""",
        [("changed", "b", 5)],
    ),
    "a middle row changed together with its hash": (
        """UPDATE audit SET body = '{}', hash = sha256(prev || convert_to(subject || chr(10) || seq || chr(10) || '{}',
           'UTF8')) WHERE subject = 'b' AND seq = 3""",
        [("changed", "b", 3)],
    ),
    "a first row deleted": ("DELETE FROM audit WHERE subject = 'b' AND seq = 1", [("missing", "b", 1)]),
    "a middle row deleted": ("DELETE FROM audit WHERE subject = 'b' AND seq = 3", [("missing", "b", 3)]),
    "a last row deleted": ("DELETE FROM audit WHERE subject = 'b' AND seq = 5", [("missing", "", None)]),
    "a last row deleted that no seal names yet": (
        "DELETE FROM audit WHERE subject = 'd' AND seq = 2",
        [("missing", "", None)],
    ),
    "a whole record deleted": ("DELETE FROM audit WHERE subject = 'b'", [("missing", "", None)] * 5),
    "two rows swapped": (
        """UPDATE audit SET seq = 99 WHERE subject = 'b' AND seq = 2;
           UPDATE audit SET seq = 2 WHERE subject = 'b' AND seq = 3;
           UPDATE audit SET seq = 3 WHERE subject = 'b' AND seq = 99""",
        [("reordered", "b", 2), ("reordered", "b", 3)],
    ),
    "a row moved to another record": (
        "UPDATE audit SET subject = 'a', seq = 6 WHERE subject = 'b' AND seq = 5",
        [("changed", "a", 6)],
    ),
    "a row added past the service": (
        """INSERT INTO audit SELECT gen_random_uuid(), subject, 6, '{}', hash,
           sha256(hash || convert_to(subject || chr(10) || 6 || chr(10) || '{}', 'UTF8'))
           FROM audit WHERE subject = 'b' AND seq = 5""",
        [("unsealed", "b", 6)],
    ),
    "a middle seal dropped": (
        "DELETE FROM audit_seal WHERE no = 2",
        [*(("unsealed", *row) for row in (("a", 5), ("b", 1), ("b", 2), ("b", 3))), ("seal_missing", "", None)],
    ),
    "the last seal dropped": (
        "DELETE FROM audit_seal WHERE no = 4",
        [("unsealed", "c", 3), ("unsealed", "c", 4), ("unsealed", "c", 5)],
    ),
    "a seal dropped and the next renumbered": (
        "DELETE FROM audit_seal WHERE no = 3; UPDATE audit_seal SET no = 3 WHERE no = 4",
        [*(("unsealed", *row) for row in (("b", 4), ("b", 5), ("c", 1), ("c", 2))), ("seal_broken", "", None)],
    ),
    "a row forgotten by its seal": (
        "UPDATE audit_seal SET entries = substring(entries FROM 49) WHERE no = 1",
        [("unsealed", "a", 1), ("seal_changed", "", None)],
    ),
    "the waiting list emptied": ("DELETE FROM audit_pending", [("unsealed", "d", 1), ("unsealed", "d", 2)]),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_verify_finds(name, filled, admin):
    statement, expected = TAMPERINGS[name]
    assert found(filled) == []
    admin(statement)
    assert found(filled) == expected


def test_a_deleted_middle_row_is_named_by_id_and_seal_too(filled, admin):
    gone = row_id(filled, "b", 3)
    admin("DELETE FROM audit WHERE subject = 'b' AND seq = 3")
    [finding] = verify(filled).findings
    assert (finding.id, finding.no) == (gone, 2)


def test_an_end_cut_off_with_its_seal_is_seen_only_against_the_log(filled, admin):
    logged = dict(filled.all("SELECT no, encode(digest, 'hex') FROM audit_seal"))
    admin("DELETE FROM audit_seal WHERE no = 4; DELETE FROM audit WHERE subject = 'c' AND seq >= 3")
    assert found(filled) == []
    assert found(filled, known=logged) == [("seal_missing", "", None)]


def test_writers_go_on_while_the_audit_is_read(filled):
    steps = []

    def write_once(done, total):
        if not steps:
            write(filled, "c", 3)
            seal_waiting(filled)
        steps.append((done, total))

    report = verify(filled, batch=3, progress=write_once)
    assert (report.rows, report.findings) == (17, ())
    assert steps[-1] == (23, 23)
    assert verify(filled).rows == 20


def test_audit_verify_prints_a_table_and_exits_by_what_it_found(filled, admin, admin_url):
    whole = run("grid", admin_url=admin_url)
    assert (whole.exit_code, "whole" in whole.output) == (0, True), whole.output
    gone = row_id(filled, "b", 3)
    admin("DELETE FROM audit WHERE subject = 'b' AND seq = 3")
    found = run("grid", admin_url=admin_url)
    assert found.exit_code == 1
    assert "missing" in found.output
    assert gone in found.output


def test_audit_verify_compares_with_what_the_services_logged(filled, admin, admin_url, tmp_path):
    digest = filled.one("SELECT encode(digest, 'hex') FROM audit_seal WHERE no = 4")[0]
    told = {"event": "audit_sealed", "schema": "grid", "no": 4, "digest": digest}
    log = tmp_path / "grid.log"
    log.write_text(f'noise\n2026-03-02 grid | {json.dumps(told)}\n{{"event": "audit_sealed", "no"\n')
    assert run("grid", "--log", str(log), admin_url=admin_url).exit_code == 0
    admin("DELETE FROM audit_seal WHERE no = 4; DELETE FROM audit WHERE subject = 'c' AND seq >= 3")
    assert run("grid", admin_url=admin_url).exit_code == 0
    cut = run("grid", "--log", str(log), admin_url=admin_url)
    assert cut.exit_code == 1
    assert "seal_missing" in cut.output
