"""Photos that came to the window: whose they are, who may see them there, and how long they are kept."""
from __future__ import annotations

from kernel.errors import Invalid, Missing
from kernel.rpc import Calls, rpc
from kernel.wire import load
from services.petition.domain.window.permit import PETITIONERS
from services.petition.schemas import window as schemas
from services.petition.service.acting import Order
from services.petition.service.window.acting import AtWindow
from services.petition.store import intake as store


class Photographed(AtWindow):
    """What the front door and the window tell one another of photos."""

    calls: Calls

    @rpc
    def intake_photos_kept(self, command: Order) -> Order:
        """Give those of these photos that an intake which still says anything refers to.

        Rule GR-147, design: what was sent goes with the matter it was sent for, and that waits at the window for a person.
        """
        return {"kept": store.photos(self.db, load(schemas.IntakePhotos, command)["attachments"])}

    @rpc
    def intake_photo_reach(self, command: Order) -> Order:
        """Give the intake a photo was brought with, to staff within whose reach that lies: who decides must see it.

        Rule GR-144, domain 8.1.

        :raises Missing: petition.intake_missing
        """
        if self.call.actor.role in PETITIONERS:
            raise Missing("petition.intake_missing")
        photo = load(schemas.IntakePhoto, command)["attachment"]
        return {"intake": store.get_by_photo(self.db, photo, self.scope()).id}

    def hold_photos(self, ids: list[str]) -> None:
        """Have the front door keep photos until somebody has decided, and refuse what its sender cannot show here.

        What is refused now can be sent again; at the hand-over it would send the whole matter back each time.

        Rule GR-146, domain 4.1: evidence is what somebody sent for this very matter.

        :raises Invalid: petition.intake_photo_missing
        :raises Unavailable: when the front door does not answer; nothing has been done then
        """
        if not ids:
            return
        asked = {"attachments": ids, "hold": True}
        told = self.calls.call("gateway", "vouch", asked, call=self.call.system())["attachments"]
        aliases = self.seal.aliases(self.call.actor.id) if self.call.actor.id else ()
        own = {one["id"] for one in told if one["owner"] in aliases}
        for place, id in enumerate(ids):
            if id not in own:
                raise Invalid("petition.intake_photo_missing", pointer=f"/photos/{place}")
