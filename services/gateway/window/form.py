"""A form without files as a page sends it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from kernel.errors import Invalid
from services.gateway.http import body

FORM = "application/x-www-form-urlencoded"
MOST_BYTES, MOST_FIELDS = 64 * 1024, 20


def read(environ: dict[str, Any]) -> dict[str, str]:
    """Give the fields that are not empty.

    :raises Invalid: gateway.content_type_refused, gateway.body_*
    """
    from werkzeug.http import parse_options_header  # with the first form: a server and a test client come along

    media, _ = parse_options_header(environ.get("CONTENT_TYPE", ""))
    if media != FORM:
        raise Invalid("gateway.content_type_refused")
    try:
        raw = body.read(environ, most=MOST_BYTES).decode()
        pairs = parse_qsl(raw, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Invalid("gateway.body_malformed") from None
    found: dict[str, str] = {}
    for name, sent in pairs:
        # a browser counts an end of line as one sign and sends two
        value = sent.replace("\r\n", "\n")
        if found.setdefault(name, value) != value:
            raise Invalid("gateway.body_malformed", pointer=f"/{name[:64]}")
    return {name: value for name, value in found.items() if value.strip()}
