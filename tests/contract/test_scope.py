"""Every act that reads or writes something of a case passes through the one scope, or says what bounds it instead."""
from __future__ import annotations

from types import SimpleNamespace

import pytest

from kernel import scope
from kernel.scope import ALL, AREA, PARTY, UNIT
from services.gateway.http.route import CLIENT, ROLES
from services.gateway.routes import ROWS
from tools import reaching, scope_table
from tools.beside import BESIDE, MEANINGS

ACTS = [(service, act) for service in reaching.SERVICES for act in sorted(reaching.acts(service))]
ROUTED = sorted({(row.service, row.act) for row in ROWS})


@pytest.mark.parametrize("named", sorted({*ACTS, *ROUTED}), ids=".".join)
def test_each_act_passes_through_the_scope_or_is_listed_with_a_reason(named):
    service, act = named
    hint = f"let {service}.{act} build its scope by kernel.scope.reach, or say in tools/beside.py what bounds it, and why"
    assert scope_table.bounds(service, act), hint
    assert all(why for _, why in BESIDE[service].values())


def test_what_is_listed_beside_the_scope_is_an_act_that_there_is():
    known = {*ACTS, *ROUTED}
    assert [(service, act) for service, listed in BESIDE.items() for act in listed if (service, act) not in known] == []


def test_each_word_of_the_table_is_explained():
    words = {word for row in ROWS for role in row.roles or ("anyone",) for word in scope_table.bound(row, role)}
    assert words <= MEANINGS.keys()


def test_the_page_is_up_to_date():
    assert scope_table.TARGET.read_text() == scope_table.page(), "run `make rules`"


def test_each_table_of_limits_speaks_of_known_roles_and_limits():
    found = [one for service, act in ACTS for one in reaching.tables(*reaching.acts(service)[act]).values()]
    assert {role for one in found for role in one} <= {*ROLES, CLIENT, "system", "anyone"}
    assert {limit for one in found for limit in one.values()} <= {AREA, UNIT, PARTY, ALL}


def test_a_scope_that_is_not_asked_for_is_not_found():
    assert reaching.tables(_open_to_all, SimpleNamespace) == {}


def test_the_predicate_and_the_check_of_one_record_agree():
    for limits, record, within in (
        ({"area": "2102"}, {"area": "210203"}, True), ({"area": "2102"}, {"area": "2101"}, False),
        ({"unit": "a"}, {"unit": "b"}, False), ({"nothing": True}, {}, False), ({}, {}, True),
    ):  # fmt: skip
        one = scope.Scope(**limits)
        assert one.covers(**record) is within
        assert (one.predicate()[0] == "FALSE") == one.nothing


def _open_to_all(self, command):
    return {}
