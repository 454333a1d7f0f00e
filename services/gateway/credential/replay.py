"""A code that was used before comes again, with what else it takes: its holder is told, for it was perhaps not them."""

from __future__ import annotations

from kernel import clock, logs, outbox
from kernel.db import Database
from kernel.seal import Sealer
from services.gateway.credential import store, telling
from services.gateway.credential.proof import Proof
from services.gateway.http.visit import Visit

log = logs.get(__name__)


def tell(db: Database, sealer: Sealer, proof: Proof, visit: Visit, *, holder: str, code: str) -> None:
    """Tell the holder of a refused code, where it was refused because it was used before.

    Only who has shown the password, or a link, comes so far; how often is limited as sign-ins are.

    Rule GR-469, source: OWASP ASVS 4.0.3, 2.8.5 (a code used twice is refused, logged and told).
    """
    kept = store.confirmed(db, holder)
    if kept is None or not proof.replayed(db, kept, code, now=clock.now()):
        return
    with db.transaction() as tx:
        outbox.append(tx, visit.call(None), telling.told(sealer, holder, "replay"))
    log.warning("code_replayed", account=holder)
