"""Every sealed column of every service, so that none is forgotten when a key is rotated.

A test compares these rows with the columns of the migrated database.
"""
from __future__ import annotations

from kernel import unmask_row
from kernel.reseal import Index, SealedColumn
from kernel.seal import Sealer
from services.gateway.account import name_context
from services.gateway.credential.proof import place as factor_place
from services.gateway.oidc.holder import subject_context, subject_index
from services.gateway.phone.codes import phone_context, phone_index
from services.grid.store import reporter
from services.mediation.store import person
from services.petition.store import petitioner, said

PLACE = "{}"  # stands in a context for the key of the row
GRID_PARTY = Index(Sealer.alias, table="incident", key="id")
MEDIATION_PARTY = Index(Sealer.alias, table="party", key="id")
PETITION_PARTY = Index(Sealer.alias, table="petition", key="id")
INTAKE_PARTY = Index(Sealer.alias, table="intake", key="id")
UNMASKING = SealedColumn("unmasking", "id", "words", unmask_row.place(PLACE))

SEALED: dict[str, tuple[SealedColumn, ...]] = {
    "grid": (
        SealedColumn("reporter", "incident", "name", reporter.place(PLACE) + ".name", salted=True),
        SealedColumn("reporter", "incident", "phone", reporter.place(PLACE) + ".phone", salted=True),
        SealedColumn("reporter", "incident", "account", reporter.place(PLACE) + ".account", {"party": GRID_PARTY}, salted=True),
        UNMASKING,
    ),
    "petition": (
        SealedColumn("petitioner", "petition", "name", petitioner.place(PLACE) + ".name", salted=True),
        SealedColumn("petitioner", "petition", "phone", petitioner.place(PLACE) + ".phone", salted=True),
        SealedColumn("petitioner", "petition", "address", petitioner.place(PLACE) + ".address", salted=True),
        SealedColumn(
            "petitioner", "petition", "account", petitioner.place(PLACE) + ".account", {"party": PETITION_PARTY},
            salted=True,
        ),
        *(
            SealedColumn("intake_said", "intake", name, said.place(PLACE) + f".{name}", salted=True)
            for name in said.FIELDS
            if name != "account"
        ),
        SealedColumn(
            "intake_said", "intake", "account", said.place(PLACE) + ".account", {"party": INTAKE_PARTY}, salted=True
        ),
        UNMASKING,
    ),
    "mediation": (
        SealedColumn("person", "party", "name", person.place(PLACE) + ".name", salted=True),
        SealedColumn("person", "party", "phone", person.place(PLACE) + ".phone", salted=True),
        SealedColumn("person", "party", "address", person.place(PLACE) + ".address", salted=True),
        SealedColumn("person", "party", "account", person.place(PLACE) + ".account", {"party": MEDIATION_PARTY}, salted=True),
        UNMASKING,
    ),
    "notify": (),
    "gateway": (
        SealedColumn("account", "id", "name", name_context(PLACE)),
        SealedColumn("oidc_identity", "holder", "sealed", subject_context(PLACE), {"subject": Index(subject_index)}),
        SealedColumn("phone_account", "holder", "sealed", phone_context(PLACE), {"caller": Index(phone_index)}),
        SealedColumn("second_factor", "holder", "secret", factor_place(PLACE)),
    ),
}
