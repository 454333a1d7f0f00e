"""What a client needs of the ground to fill its forms: the kinds of matters."""
from __future__ import annotations

from kernel.rpc import rpc
from kernel.wire import load
from services.grid import schemas
from services.grid.service import survey
from services.grid.service.acting import Acting, Order


class Surveying(Acting):
    """Questions about the ground, open to anyone; answered from memory."""

    @rpc
    def list_case_types(self, command: Order) -> Order:
        """Give all kinds of matters, named in the reader's language, each with its limits."""
        load(schemas.ListCaseTypes, command)
        return survey.case_types(self.ground, self.call.language)
