"""The front door answers under its own names alone, where it was told which they are."""

from __future__ import annotations

import pytest

from kernel.errors import Invalid
from services.gateway.http.host import Hosts
from tests.make import refused

NAMES = "linli.example.org, linli.example.org:8443,[2001:db8::1]"


@pytest.mark.parametrize("told", ["linli.example.org", "LINLI.example.org", "linli.example.org:444", "[2001:db8::1]:80"])
def test_gr_470_who_asks_under_a_name_of_ours_is_answered_on_any_port(told):
    Hosts(NAMES).admit({"HTTP_HOST": told})


@pytest.mark.parametrize(
    "told",
    [
        "evil.example.com", "linli.example.org.evil.com", "xlinli.example.org", "2001:db8::1", "", "linli.example.org.",
        "linli.example.org:", "linli.example.org:80:80", "linli.example.org,evil.com", "evil.com@linli.example.org",
        "[2001:db8::2]", "[2001:db8::1", " linli.example.org",
    ],
)  # fmt: skip
def test_gr_470_who_asks_under_another_is_refused_and_so_is_who_names_none(told):
    for environ in ({"HTTP_HOST": told}, {}):
        with refused(Invalid, "gateway.host_unknown"):
            Hosts(NAMES).admit(environ)


def test_gr_470_a_name_with_a_port_is_that_port_alone():
    Hosts("a:80").admit({"HTTP_HOST": "a:80"})
    with refused(Invalid, "gateway.host_unknown"):
        Hosts("a:80").admit({"HTTP_HOST": "a:81"})


def test_without_names_anybody_is_answered():
    Hosts().admit({})


@pytest.mark.parametrize("names", ["https://a", "a b", "a/b", "*"])
def test_what_is_no_name_stops_the_start(names):
    with pytest.raises(ValueError, match="no name of a host"):
        Hosts(names)


def test_gr_470_a_forged_name_is_told_so_and_stands_nowhere_in_the_answer(app, client):
    app._hosts = Hosts("linli.example.org")
    got = client("GET", "/things/1", HTTP_HOST="evil.example.com")
    assert (got.status, got.json["code"]) == (400, "gateway.host_unknown")
    assert "evil" not in f"{got.json} {got.headers}"
    assert client("GET", "/nowhere", HTTP_HOST="linli.example.org").status == 404
