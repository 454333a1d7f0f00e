"""What was said at the window and by whom: sealed on the way in, under a key of the intake's own."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kernel import erasure, salt
from kernel.db import Tx
from kernel.erasing import Whose
from kernel.erasure import Counts
from kernel.rows import Reader
from kernel.seal import Sealer

FIELDS = ("words", "name", "phone", "address", "account", "sender", "opposite", "opened")
LISTED = ", ".join(FIELDS)
BLANK = ", ".join(f"{field} = NULL" for field in FIELDS)
UNSAID = f"UPDATE intake_said SET {BLANK} WHERE intake = ANY(%(ids)s::uuid[]) AND num_nonnulls({LISTED}) > 0"
# where somebody stood may be their home; the area stays
UNNAMED = """UPDATE intake SET party = NULL, point = NULL
             WHERE id = ANY(%(ids)s::uuid[]) AND (party IS NOT NULL OR point IS NOT NULL)"""
UNNAMED_STEP = "UPDATE intake_step SET params = params - 'party' WHERE intake = ANY(%(ids)s::uuid[]) AND params ? 'party'"
UNTOLD = "UPDATE intake_step SET said = %(erased)s WHERE intake = ANY(%(ids)s::uuid[]) AND said NOT IN ('', %(erased)s)"
SAYS = "(party IS NOT NULL OR EXISTS (SELECT FROM intake_said WHERE intake = id AND words IS NOT NULL))"
FROM = "FROM intake JOIN intake_state USING (state)"
PERSON = ("name", "phone", "address")
OPEN = f"SELECT minor, {LISTED}, salt FROM intake_said LEFT JOIN seal_salt ON subject = intake"


@dataclass(frozen=True, slots=True)
class Said:
    """All of it in clear.

    words: what was brought. name, phone, address: as given; '' for none. account: of the person. sender: JSON of the
    account that brought it in, so that what is made of it is made on its behalf. opposite: name of the other side of a
    dispute. opened: query code of what was made. minor: under 18, as they or staff said; the only one that is not sealed.
    """

    words: str = ""
    name: str = ""
    phone: str = ""
    address: str = ""
    account: str = ""
    sender: str = ""
    opposite: str = ""
    opened: str = ""
    minor: bool = False


def place(intake: str) -> str:
    """Name the place whose sealed fields are `<place>.<field>`."""
    return f"intake/{intake}/said"


def add(tx: Tx, sealer: Sealer, intake: str, said: Said) -> None:
    """Queue what was said with a fresh intake."""
    own = salt.fresh()
    sealed = sealer.seal_each({field: getattr(said, field) for field in FIELDS}, place(intake), own)
    places = ", ".join(["%s"] * (len(FIELDS) + 2))
    tx.later(f"INSERT INTO intake_said (intake, minor, {LISTED}) VALUES ({places})", (intake, said.minor, *sealed))
    salt.put(tx, intake, own)


def put(tx: Tx, sealer: Sealer, intake: str, **values: str) -> None:
    """Queue fields that become known later, of an intake this transaction has locked."""
    own = salt.need(tx, intake)
    for field, blob in zip(values, sealer.seal_each(values, place(intake), own), strict=True):
        assert field in FIELDS
        tx.later(f"UPDATE intake_said SET {field} = %s WHERE intake = %s", (blob, intake))


def open_(db: Reader, sealer: Sealer, intake: str) -> Said:
    """Open what was said."""
    row = db.one(f"{OPEN} WHERE intake = %s", (intake,))
    minor, *blobs, own = row or (False, *[None] * len(FIELDS), None)
    return Said(minor=minor, **sealer.open_each(FIELDS, blobs, place(intake), own))


def change(tx: Tx, sealer: Sealer, intake: str, given: Mapping[str, str]) -> None:
    """Put fields right, under a fresh key: every copy of what stood there before opens no more."""
    said = open_(tx, sealer, intake)
    values = {**{field: getattr(said, field) for field in FIELDS}, **given}
    salt.destroy(tx, [intake])
    own = salt.fresh()
    sealed = sealer.seal_each(values, place(intake), own)
    tx.run(f"UPDATE intake_said SET ({LISTED}) = ({', '.join(['%s'] * len(FIELDS))}) WHERE intake = %s", (*sealed, intake))
    salt.put(tx, intake, own)


def holding(db: Reader, whose: Whose) -> Counts:
    """Count intakes: open at the window, and free to go, whose words and identity are kept still."""
    where, params = _of(whose)
    sql = f"SELECT count(*) FILTER (WHERE NOT ended), count(*) FILTER (WHERE ended AND {SAYS}) {FROM} WHERE {where}"
    row = db.one(sql, params) or (0, 0)
    return {"open": row[0], "bound": 0, "free": row[1]}


def ended(tx: Tx, whose: Whose, limit: int) -> list[tuple[str, int]]:
    """Give id and version of some intakes that are over at the window and still say who or what, locked."""
    where, params = _of(whose)
    sql = f"SELECT id::text, version {FROM} WHERE {where} AND ended AND {SAYS} ORDER BY id LIMIT %s FOR UPDATE OF intake"
    return [(id, version) for id, version in tx.all(sql, [*params, limit])]


def _of(whose: Whose) -> tuple[str, list[object]]:
    if whose.matter:
        return "(id = %s OR became = %s)", [whose.matter, whose.matter]
    return "party = ANY(%s)", [list(whose.aliases)]


def anonymise(tx: Tx, ids: Sequence[str]) -> Counts:
    """Destroy who said what in these intakes, and give how many rows of what went; a second time gives zeros.

    Rule GR-403, 《个人信息保护法》 art. 47: what was said once is gone everywhere; numbers, kinds and clocks stay.
    """
    tx.all("SELECT FROM intake WHERE id = ANY(%s::uuid[]) ORDER BY id FOR UPDATE", (list(ids),))
    given = {"ids": list(ids)}
    tx.run(UNNAMED_STEP, given)
    return {
        "keys": salt.destroy(tx, ids),
        "identities": tx.run(UNSAID, given),
        "matters": tx.run(UNNAMED, given),
        "words": tx.run(UNTOLD, given | {"erased": erasure.ERASED}),
        "answers": erasure.forget_replies(tx, ids),
    }
