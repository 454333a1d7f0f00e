"""Asks a provider over HTTPS: within limits of time and size, following nobody elsewhere."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import orjson
import urllib3

from kernel.errors import Unavailable
from services.gateway.oidc.provider import Provider, guarded

ONE_SECONDS = 4.0  # to connect, and for each piece that comes
WHOLE_SECONDS = 6.0
MOST_BYTES = 256 * 1024
Document = dict[str, Any]


class Remote:
    """Speaks to one provider. Certificates are checked against its own file of them, or the system's."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._pool = urllib3.PoolManager(
            num_pools=4, maxsize=4, cert_reqs="CERT_REQUIRED", ca_certs=provider.ca or None,
            timeout=urllib3.Timeout(total=ONE_SECONDS), retries=False,
        )  # fmt: skip

    def get(self, address: str) -> Document:
        """Give a JSON object from an address.

        :raises Unavailable: gateway.oidc_unavailable, for anything but that
        """
        status, body = self._ask("GET", address, {}, None)
        document = _object(body)
        if status != 200 or document is None:
            raise Unavailable("gateway.oidc_unavailable")
        return document

    def exchange(self, address: str, fields: Mapping[str, str]) -> Document | None:
        """Send a form to the token endpoint, as the client we are, and give the answer; None where it was refused.

        :raises Unavailable: gateway.oidc_unavailable
        """
        headers, own = self._credentials()
        status, body = self._ask("POST", address, headers, urlencode({**fields, **own}).encode())
        if status >= 500:
            raise Unavailable("gateway.oidc_unavailable")
        return _object(body) if status == 200 else None

    def _credentials(self) -> tuple[dict[str, str], dict[str, str]]:
        """Give headers and fields that prove who asks. Rule: RFC 6749 section 2.3.1 has both parts form-encoded."""
        one = self._provider
        if one.authentication == "client_secret_basic":
            pair = f"{quote(one.client, safe='')}:{quote(one.secret, safe='')}"
            return urllib3.make_headers(basic_auth=pair), {}
        own = {"client_id": one.client}
        return {}, own if one.authentication == "none" else {**own, "client_secret": one.secret}

    def _ask(self, verb: str, address: str, headers: Mapping[str, str], body: bytes | None) -> tuple[int, bytes]:
        if not guarded(address):
            raise Unavailable("gateway.oidc_unavailable")
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        sent = {"Accept": "application/json", "Accept-Encoding": "identity", **kind, **headers}
        ends = time.monotonic() + WHOLE_SECONDS
        try:
            answer = self._pool.request(verb, address, body=body, headers=sent, redirect=False, preload_content=False)
            try:
                return answer.status, _body(answer, ends)
            finally:
                answer.close()
        except (urllib3.exceptions.HTTPError, OSError, ValueError):
            raise Unavailable("gateway.oidc_unavailable") from None


def _body(answer: urllib3.BaseHTTPResponse, ends: float) -> bytes:
    """Give the whole body; one that is too large, or that comes by drops, is none.

    :raises ValueError: when it is
    """
    body = b""
    while piece := answer.read1(64 * 1024):
        body += piece
        if len(body) > MOST_BYTES or time.monotonic() > ends:
            raise ValueError("too much, or too slow")
    return body


def _object(body: bytes) -> Document | None:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None
