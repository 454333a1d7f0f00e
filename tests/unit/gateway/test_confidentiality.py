"""Staff who have not signed the pledge of confidentiality reach nothing but the pledge, themselves and the way out."""

from __future__ import annotations

import pytest

from kernel.call import Actor
from kernel.errors import Denied
from services.gateway.auth import READ, SIGN, Gate
from services.gateway.http.route import ROLES
from services.gateway.routes import ROWS
from services.gateway.token import Bearer
from services.gateway.words import pledge
from tests.make import refused

STAFF = [role for role in ROLES if role != "resident"]
# what leads to signing, and what keeps the own account in one's own hands meanwhile
OPEN = {
    "sign_in", "sign_in_by_code", "send_code", "use_link", "begin_oidc", "return_oidc", "leave_oidc", "sign_out", "me",
    "confidentiality", "sign_confidentiality", "list_sessions", "end_session", "end_other_sessions", "change_password",
    "begin_second_factor", "confirm_second_factor", "renew_recovery_codes", "weigh_password",
}  # fmt: skip


class Unsigned:
    """Accounts of which none has signed."""

    def signed(self, id: str) -> bool:
        return False


GATE = Gate(None, None, Unsigned())  # type: ignore[arg-type]


def bearer(role: str) -> Bearer:
    return Bearer(Actor(id="a1", role=role), "zh", "t1", 0, 1)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.verb} {row.path}")
@pytest.mark.parametrize("role", STAFF)
def test_unsigned_staff_of_each_role_are_refused_by_each_row_but_those_that_lead_to_signing(row, role):
    if row.service == "gateway" and row.act in OPEN:
        GATE.pledged(row, bearer(role))
    else:
        with refused(Denied, "gateway.confidentiality_unsigned") as caught:
            GATE.pledged(row, bearer(role))
        assert caught.value.facts == {"read": READ, "sign": SIGN}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.verb} {row.path}")
def test_residents_and_nobody_promise_nothing(row):
    GATE.pledged(row, bearer("resident"))
    GATE.pledged(row, None)


def test_where_to_read_and_sign_are_rows_of_the_table():
    assert {("GET", READ), ("POST", SIGN)} <= {(row.verb, row.path) for row in ROWS}


def test_the_text_is_known_by_its_digest_and_either_language_changes_it(tmp_path):
    shipped = pledge.read()
    for language, words in shipped.words.items():
        (tmp_path / f"confidentiality.{language}.txt").write_text(words + "\r\n", encoding="utf-8")
    assert pledge.read(str(tmp_path)) == shipped
    (tmp_path / "confidentiality.en.txt").write_text("Pledge\n\nI promise.", encoding="utf-8")
    assert pledge.read(str(tmp_path)).digest != shipped.digest
    (tmp_path / "confidentiality.zh.txt").write_text(" \n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"confidentiality\.zh\.txt is empty"):
        pledge.read(str(tmp_path))
    (tmp_path / "confidentiality.zh.txt").unlink()
    with pytest.raises(OSError, match=r"confidentiality\.zh\.txt"):
        pledge.read(str(tmp_path))
