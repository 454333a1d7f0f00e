"""Under which names the front door is asked: links and the way back from a provider are made of the name in the request."""

from __future__ import annotations

import re
from typing import Any

from kernel.errors import Invalid

NAME = re.compile(r"[a-z0-9._-]{1,253}(:[0-9]{1,5})?|\[[0-9a-f:.]{2,45}\](:[0-9]{1,5})?")
PORT = re.compile(r":[0-9]+$")


class Hosts:
    """The names that are answered. names: comma separated, as in LINLI_HOSTS; '' for any, as one machine needs.

    A name without a port stands for it on any port.

    :raises ValueError: at the start, naming what is no name of a host
    """

    def __init__(self, names: str = ""):
        self._names = frozenset(name.strip().lower() for name in names.split(",") if name.strip())
        for name in self._names:
            if not NAME.fullmatch(name):
                raise ValueError(f"{name!r} is no name of a host")

    def admit(self, environ: dict[str, Any]) -> None:
        """Refuse who asks under a name that is not ours, so that no forged one reaches a link or a redirect.

        Rule GR-470, source: OWASP WSTG-INPV-17 (host header injection); RFC 9110, 7.2.

        :raises Invalid: gateway.host_unknown
        """
        if not self._names:
            return
        told = environ.get("HTTP_HOST", "").lower()
        if told not in self._names and PORT.sub("", told) not in self._names:
            raise Invalid("gateway.host_unknown")
