"""Whose address counts: the one a trusted proxy has seen, and never what a stranger says of itself."""
from __future__ import annotations

import pytest

from services.gateway.http.address import Proxies
from services.gateway.http.app import App
from services.gateway.http.cursor import Cursor
from services.gateway.http.quota import Quotas
from services.gateway.http.table import Table
from tests.unit.gateway.conftest import ROWS, Client

INGRESS = "192.0.2.1"  # the peer of the client of these tests
INSIDE = "10.0.0.0/8, 192.0.2.0/24,2001:db8::/64"


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        (INGRESS, "203.0.113.7", "203.0.113.7"),
        (INGRESS, "198.51.100.9, 203.0.113.7", "203.0.113.7"),
        (INGRESS, "198.51.100.9, 203.0.113.7, 10.1.2.3", "203.0.113.7"),
        (INGRESS, "10.9.9.9,10.1.2.3", "10.9.9.9"),
        (INGRESS, "", INGRESS),
        (INGRESS, "somebody", INGRESS),
        (INGRESS, "203.0.113.7, somebody", INGRESS),
        (INGRESS, "203.0.113.7, somebody, 10.1.2.3", "10.1.2.3"),
        (INGRESS, "203.0.113.7:4711", INGRESS),
        (INGRESS, "203.0.113.7,,", INGRESS),
        ("::ffff:192.0.2.1", "203.0.113.7", "203.0.113.7"),
        ("2001:db8::1", "2001:db8:1::7", "2001:db8:1::7"),
        ("203.0.113.7", "198.51.100.9", "203.0.113.7"),
        ("", "198.51.100.9", ""),
    ],
)
def test_the_address_is_the_right_most_that_no_proxy_of_ours_has(peer, forwarded, client):
    assert Proxies(INSIDE).client(peer, forwarded) == client


def test_without_proxies_nobody_is_believed():
    assert Proxies("").client(INGRESS, "203.0.113.7") == INGRESS


@pytest.mark.parametrize("networks", ["10.0.0.1/8", "inside", "10.0.0.0/8;192.0.2.0/24"])
def test_what_is_no_network_stops_the_start(networks):
    with pytest.raises(ValueError, match=networks[:6]):
        Proxies(networks)


@pytest.fixture
def behind_ingress(behind, signer):
    def open_(networks):
        made = App(
            table=Table(ROWS), gate=None, quotas=Quotas({"report": "1 per 1 minute"}), cursor=Cursor(b"k" * 32),
            remote=behind.call, local={}, proxies=Proxies(networks), most=5, note=lambda *shown: None,
        )  # fmt: skip
        made._gate = type("Open", (), {
            "bearer": lambda self, environ, address: None, "counted": lambda self, bearer, headers: None,
            "pledged": lambda self, route, bearer: None,
            "paged": lambda self, visit: None, "proven": lambda self, route, bearer: None,
        })()  # fmt: skip
        return Client(made, signer)

    return open_


@pytest.mark.parametrize(("networks", "statuses"), [("192.0.2.0/24", [201, 201, 429]), ("", [201, 429, 429])])
def test_residents_behind_one_proxy_have_a_limit_each_once_it_is_trusted(behind_ingress, networks, statuses):
    client = behind_ingress(networks)
    asked = ["203.0.113.7", "203.0.113.8", "203.0.113.7"]
    got = [
        client("POST", "/open-things", {"title": "a"}, role="", HTTP_X_FORWARDED_FOR=one).status for one in asked
    ]
    assert got == statuses
