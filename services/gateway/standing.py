"""Whether an account still is what its tokens say, held in memory and kept level, so that a request asks nobody."""
from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from nameko.extensions import DependencyProvider, SharedExtension

from kernel import logs
from kernel.beat import Beat
from kernel.call import Actor
from kernel.db import Database, SharedDatabase
from kernel.errors import Unavailable
from services.gateway import store
from services.gateway.token import Bearer
from services.gateway.words import pledge
from services.gateway.words.pledge import Pledge

REFRESH_SECONDS = 2.0
FORGET_SECONDS = 600.0  # an account that has asked for nothing so long is read anew when it comes back
log = logs.get(__name__)


@dataclass(slots=True)
class Reading:
    """What the database said of an account.

    actor: None when it is gone or disabled. at, used_at: epoch seconds. signed: the pledge of confidentiality in force.
    """

    actor: Actor | None
    at: float
    used_at: float
    signed: bool = False


class Standing:
    """The accounts whose tokens come to this process.

    An account is read once when its first token comes, then together with all others every REFRESH_SECONDS: so a change
    counts however it was made. While the database is away the last reading stands.
    """

    def __init__(self, db: Database, pledge: Pledge):
        self._db = db
        self._pledge = pledge
        self._kept = False
        self._readings: dict[str, Reading] = {}

    def holds(self, bearer: Bearer) -> bool:
        """Tell whether the account still has role, unit and area of the token, and is not disabled."""
        reading = self._readings.get(bearer.actor.id)
        if reading is None or (reading.actor != bearer.actor and reading.at < bearer.issued_at + 1):
            # unknown here, or signed in anew after a change that the last reading had not seen
            reading = self._read_one(bearer)
        reading.used_at = time.time()
        return reading.actor == bearer.actor

    def signed(self, id: str) -> bool:
        """Tell whether an account that `holds` has signed; one nobody could read is believed for this once, as there.

        Who has not as far as is known here is read anew: they may have signed a moment ago at another replica. So it
        costs a reading only where somebody would be turned away.
        """
        reading = self._readings.get(id)
        if reading is not None and not reading.signed:
            reading = self._read_anew(id, reading)
        return reading is None or reading.signed

    def sign(self, id: str) -> None:
        """Know at once, in this process, that an account has signed; readings that began before do not undo it."""
        reading = self._readings.get(id)
        if reading is not None:
            reading.signed, reading.at = True, time.time()

    def begin(self) -> None:
        """Write down once that the text of this process is in force."""
        if not self._kept:
            store.keep_text(self._db, self._pledge)
            self._kept = True

    def refresh(self) -> None:
        """Read all accounts that came lately, and forget the others."""
        least = time.time() - FORGET_SECONDS
        self._readings = {id: reading for id, reading in self._readings.items() if reading.used_at > least}
        if self._readings:
            self._read(list(self._readings))

    def _read_anew(self, id: str, known: Reading) -> Reading:
        try:
            self._read([id])
        except Unavailable:
            return known  # to be believed without a promise needs more than a database that is away
        return self._readings.get(id, known)

    def _read_one(self, bearer: Bearer) -> Reading:
        try:
            self._read([bearer.actor.id])
        except Unavailable:
            return Reading(bearer.actor, 0, 0)  # believed for this once; nothing it asks for is done without a database
        return self._readings[bearer.actor.id]

    def _read(self, ids: list[str]) -> None:
        at = time.time()
        found = store.standing(self._db, ids=ids, digest=self._pledge.digest)
        for id in ids:
            before = self._readings.get(id)
            if before is None or before.at <= at:  # another reading may have begun later and ended sooner
                actor, signed = found.get(id, (None, False))
                self._readings[id] = Reading(actor, at, before.used_at if before else at, signed)


class SharedPledge(SharedExtension):
    """The pledge in force in this process; a tenant's folder that cannot be read stops it at its start."""

    pledge: Pledge

    def setup(self) -> None:
        self.pledge = pledge.read(self.container.config["settings"].confidentiality)
        log.info("confidentiality_in_force", digest=self.pledge.digest)


class PledgeProvider(DependencyProvider):
    """Gives a service the pledge of confidentiality in force."""

    shared = SharedPledge()

    def get_dependency(self, worker_ctx: Any) -> Pledge:
        return self.shared.pledge


class StandingProvider(Beat):
    """Gives a service its `Standing`, and keeps it level."""

    shared = SharedDatabase()
    text = SharedPledge()
    label = "standing"

    @cached_property
    def standing(self) -> Standing:
        """Give the one `Standing` of this process."""
        return Standing(self.shared.database, self.text.pledge)

    def get_dependency(self, worker_ctx: Any) -> Standing:
        return self.standing

    def beat(self) -> float:
        try:
            self.standing.begin()
            self.standing.refresh()
        except Unavailable as exc:
            log.warning("standing_stale", code=exc.code)
        return REFRESH_SECONDS
