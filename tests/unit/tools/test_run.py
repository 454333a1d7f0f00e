"""`make run` tells its processes every setting that it does not choose itself."""
from __future__ import annotations

from dataclasses import fields

from kernel.settings import Settings
from tools.run import OWN, PASSED

KNOWN = {field.name for field in fields(Settings)}


def test_what_it_chooses_itself_are_settings():
    assert OWN <= KNOWN


def test_nothing_else_that_an_operator_sets_is_passed_over():
    assert set(PASSED) == {f"LINLI_{name.upper()}" for name in KNOWN - OWN}
    assert {"LINLI_SCAN", "LINLI_RETENTION", "LINLI_OIDC"} <= set(PASSED)
