"""What the services that keep matters are asked of somebody's data: how much it is, copies, corrections."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kernel import number
from kernel.call import Actor, Call
from services.gateway.rights.record import Request

Order = dict[str, Any]
Remote = Callable[[str, str, Order, Call], Order]
# what the number of a matter begins with -> who keeps it; what came to the window is kept with petitions
HOLDERS = {"SJ": "grid", "XF": "petition", "RX": "petition", "TJ": "mediation"}
KEEPERS = tuple(dict.fromkeys(HOLDERS.values()))
SYSTEM = Actor(role="system")


def holder_of(named: str) -> str:
    """Give the service that keeps a matter of this number.

    :raises Invalid: number.malformed, number.check_wrong, number.kind_unknown
    """
    return HOLDERS[number.parse(named, kinds=tuple(HOLDERS)).kind]


class Asking:
    """Asks them. remote: calls a service."""

    def __init__(self, remote: Remote):
        self._remote = remote

    def held(self, request: Request, call: Call) -> dict[str, int]:
        """Count what is kept still, over all of them -> open, bound, free.

        Of one matter too: what came of it elsewhere is asked about with it, as it goes with it.

        :raises Unavailable: when one of them is away
        """
        asked = {"account": request.holder or "", "matter": request.matter}
        alone = replace(call, actor=SYSTEM, key=None)
        found = [self._remote(one, "personal_holding", asked, alone) for one in KEEPERS]
        return {name: sum(one[name] for one in found) for name in ("open", "bound", "free")}

    def by_code(self, command: Order, call: Call) -> tuple[str, Order]:
        """Give the service of a receipt's matter, and all that is kept in it; number and code are proven by it.

        :raises Missing: as the service says
        """
        service = holder_of(command["number"])
        asked = {"number": command["number"], "code": command["code"]}
        return service, self._remote(service, "personal_copy", asked, replace(call, key=None))["items"][0]

    def page(self, service: str, call: Call, *, limit: int, after: Order | None) -> Order:
        """Give a page of what a service keeps of the one who asks."""
        return self._remote(service, "personal_copy", {"limit": limit, "after": after}, replace(call, key=None))

    def correct(self, command: Order, call: Call) -> Order:
        """Put right what a service keeps of somebody in one matter."""
        told = self._remote(holder_of(command["number"]), "personal_correct", command, call)
        return {"id": told["id"], "number": told["number"], "corrected": told["fields"]}
