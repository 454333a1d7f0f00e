"""Everybody who has no business with one community: each with a token of their own, and none of them signs in for it."""
from __future__ import annotations

import os
import uuid
from contextlib import closing

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kernel.call import Actor
from kernel.db import Database
from kernel.keyring import read_keys
from kernel.seal import Sealer
from services.gateway import load
from services.gateway.token import Signer
from tests.journey.person import Person
from tests.journey.planted import COMMUNITY, GRID

STREET, ABROAD, DISTRICT = "210203010000", "210204000000", "210203000000"
STAFF = ("grid_worker", "dispatcher", "checker", "leader", "operator")
PAPER = {"language": "zh", "confidentiality_signed_on": "2026-01-05"}
# who has no business there -> role, unit, area; an officer reaches what the own unit has, wherever it is
STRANGERS: dict[str, tuple[str, str, str]] = {
    "resident_next_door": ("resident", "", ""),
    "officer_next_door": ("officer", "heating", DISTRICT),
    "officer_elsewhere": ("officer", "street_elsewhere", STREET),
    **{f"{role}_elsewhere": (role, "street_elsewhere", STREET) for role in STAFF},
    **{f"{role}_abroad": (role, "", ABROAD) for role in (*STAFF, "officer")},
    "former_worker": ("grid_worker", "community_kangping", COMMUNITY),
}
# their token says what was so yesterday
MOVED: dict[str, tuple[str, str, str]] = {
    "former_dispatcher": ("dispatcher", "command_centre", DISTRICT),
    "former_officer": ("officer", "traffic_liaison", DISTRICT),
}
FORMER = """INSERT INTO grid.staff_post
    (id, account, role, place, area, grid, employment, valid_from, valid_until, origin, ending)
    VALUES (%s, %s, 'volunteer', %s, %s, %s, 'part_time', current_date - 60, current_date - 1, 'loaded', 'left')"""
NOTICED = "UPDATE grid.staff_version SET version = version + 1"


class Strangers:
    """The strangers of one stack by name; '' is nobody at all, `foreigner` one whom another district let in."""

    def __init__(self, stack, ledger):
        self._base, self._signer = stack.http_url, Signer(stack.secrets.token_key().read_text(), stack.area)
        everybody = STRANGERS | MOVED
        _load(stack, [_row(login, *of) for login, of in everybody.items()])
        self._tokens = {login: self._token(login, *of) for login, of in everybody.items()}
        ledger.rows(FORMER, str(uuid.uuid4()), load.account_id("former_worker"), GRID, COMMUNITY, GRID)
        ledger.rows(NOTICED)
        ledger.rows("UPDATE gateway.account SET unit = 'heating' WHERE login = ANY(%s)", list(MOVED))
        self._tokens |= {"": "", "foreigner": _foreign()}

    def __iter__(self):
        return iter(self._tokens)

    def role(self, name):
        """Give the role of one of them; '' for who is not let in at all."""
        return STRANGERS.get(name, ("",))[0]

    def call(self, name):
        """Give one of them on a line of their own, who reads English."""
        return Person(self._base, self._tokens[name], "en")

    def _token(self, login, role, unit, area):
        return self._signer.issue(Actor(id=load.account_id(login), role=role, unit=unit or None, area=area), "en")[0]


def _row(login, role, unit, area):
    return {"login": login, "name": login, "role": role, "unit": unit, "area": area, **PAPER}


def _load(stack, rows):
    with closing(Database(stack.environment()["LINLI_GATEWAY_DATABASE_URL"], schema="gateway")) as db:
        sealer = Sealer(read_keys(stack.secrets.seal_keys().read_text().strip()))
        load.load(db, sealer, rows, password=os.urandom(16).hex())


def _foreign():
    form = serialization.PrivateFormat.PKCS8
    key = Ed25519PrivateKey.generate().private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    actor = Actor(id=str(uuid.uuid4()), role="dispatcher", unit="command_centre", area=DISTRICT)
    return Signer(key.decode(), "210204").issue(actor, "en")[0]
