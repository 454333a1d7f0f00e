"""The account of who comes by a provider: found by issuer and subject, made when they first come, kept level with claims."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import Any

from kernel import audit, clock
from kernel.call import Call
from kernel.db import Tx
from kernel.errors import Denied
from kernel.seal import Sealer
from services.gateway import account as rule
from services.gateway import store as accounts
from services.gateway.account import Account, name_context
from services.gateway.oidc import store
from services.gateway.oidc.mapping import Place
from services.gateway.oidc.provider import Provider

SUBJECT, SID = "oidc.subject", "oidc.sid"
LOGIN_SIGNS = 20


@dataclass(frozen=True, slots=True)
class Comer:
    """Who comes. subject: `sub` as the provider has it; kept sealed, found by a keyed index. place: what the claims make."""

    provider: Provider
    subject: str
    place: Place


def admitted(tx: Tx, sealer: Sealer, call: Call, comer: Comer) -> Account:
    """Give the account of who comes, level with what the provider says of them now.

    Rule IN-65, domain 6: an account is of one subject of one issuer, whatever else two of them share.

    :raises Denied: gateway.oidc_account_disabled
    """
    issuer, subjects = comer.provider.issuer, indexes(sealer, comer.subject, SUBJECT)
    id = store.find_holder(tx, issuer=issuer, subjects=subjects)
    found = _made(tx, sealer, call, comer) if id is None else _level(tx, sealer, call, comer, id)
    sealed = sealer.seal(comer.subject, subject_context(found.id))
    store.keep_holder(tx, found.id, issuer=issuer, subject=subjects[0], sealed=sealed, at=call.now)
    return found


def subject_context(holder: str) -> str:
    """Give the one place the sealed subject of an account belongs to."""
    return f"oidc_identity/{holder}/subject"


def indexes(sealer: Sealer, value: str, field: str) -> list[str]:
    """Give the keyed indexes, 64 hex digits each, that a value may stand under, the newest first."""
    return [index.hex() for index in sealer.indexes(value, field)]


def subject_index(sealer: Sealer, subject: str) -> str:
    """Give the keyed index that a subject is found by under the first key."""
    return indexes(sealer, subject, SUBJECT)[0]


def _made(tx: Tx, sealer: Sealer, call: Call, comer: Comer) -> Account:
    id, place = clock.new_id(), comer.place
    made = Account(
        id=id,
        login=f"{comer.provider.id}.{id.replace('-', '')[-LOGIN_SIGNS:]}",
        password_hash=rule.hashed(secrets.token_urlsafe(32)),  # nobody has it; it takes as long to try as any other
        role=place.role,
        unit=place.unit,
        area=place.area,
        language=call.language,
        name=sealer.seal(place.name, name_context(id)),
    )
    accounts.add_account(tx, made)
    _write(tx, call, made, act="open_account", version=1, provider=comer.provider)
    return made


def _level(tx: Tx, sealer: Sealer, call: Call, comer: Comer, id: str) -> Account:
    version = store.lock_account(tx, id)
    found = accounts.account_of(tx, id=id)
    if found is None or found.disabled:
        raise Denied("gateway.oidc_account_disabled")
    place, named = comer.place, sealer.open(found.name, name_context(id))
    name = found.name if place.name in ("", named) else sealer.seal(place.name, name_context(id))
    level = replace(found, role=place.role, unit=place.unit, area=place.area, name=name)
    if level != found:
        store.change_account(tx, level)
        _write(tx, call, level, act="change_account", version=version + 1, provider=comer.provider)
    return level


def _write(tx: Tx, call: Call, account: Account, *, act: str, version: int, provider: Provider) -> None:
    """Write down what the provider made of an account; nobody but its claims has acted."""
    detail: dict[str, Any] = {"role": account.role, "unit": account.unit, "area": account.area, "provider": provider.id}
    audit.append(tx, call.system(), act=act, kind="account", subject=account.id, version=version, detail=detail)
