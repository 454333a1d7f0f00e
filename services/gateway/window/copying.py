"""The button behind which all that is kept in a matter comes as one file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kernel.wire import load
from services.gateway.http.answer import Answer
from services.gateway.http.visit import Visit
from services.gateway.window import form
from services.gateway.window.schema import WindowFollowed

Order = dict[str, Any]


class Fetching:
    """Acts of the service `gateway` by name in `acts`. give: the same act as of any client, by number and query code."""

    def __init__(self, give: Callable[[Visit, Order], Answer]):
        self._give = give
        self.acts: dict[str, Callable[[Visit, Order], Answer]] = {"window_copy": self.copy}

    def copy(self, visit: Visit, command: Order) -> Answer:
        """Give all that is kept in the matter whose page it is.

        :raises Invalid: wire.invalid
        :raises Missing: as the service of the matter says for a wrong number or code
        """
        order = load(WindowFollowed, form.read(visit.environ))
        visit.language = order["language"]
        return self._give(visit, order)
