"""A petition made nobody's: who asked and every word of it go, what was counted stays."""
import pytest

from kernel.call import Call
from kernel.erasing import Whose
from kernel.seal import Unopenable
from services.petition.store import erasure, petitioner
from tests.integration.everything import left
from tests.integration.petition.office import CLAIMS, FINDINGS, PERSON, RESIDENT

ALL = (*PERSON.values(), CLAIMS[0]["facts"], CLAIMS[1]["request"], FINDINGS[0]["finding"])


def anonymised(office, seen):
    with office.db.transaction() as tx:
        return erasure.anonymise(tx, Call().system(), "petition", [seen["id"]])


def test_gr_403_nothing_of_who_or_what_is_left_in_any_table(office):
    seen = office.answered()
    assert CLAIMS[0]["facts"] in left(office.db, *ALL)
    before = office.db.all("SELECT version, act, at, actor FROM step ORDER BY version"), office.count("obligation")
    counts = anonymised(office, seen)
    assert (counts["keys"], counts["identities"], counts["matters"]) == (1, 1, 1)
    assert counts["words"] >= 3
    assert left(office.db, *ALL) == []
    office.db.all("DELETE FROM outbox")
    assert left(office.db, office.seal.alias(RESIDENT.id)) == []
    assert (office.db.all("SELECT version, act, at, actor FROM step ORDER BY version"), office.count("obligation")) == before
    assert set(anonymised(office, seen).values()) == {0}


def test_gr_402_a_copy_of_the_sealed_row_made_before_opens_no_more(office):
    seen = office.register()
    assert petitioner.open_(office.db, office.seal, seen["id"]).name == PERSON["name"]
    with pytest.raises(Unopenable), office.db.transaction() as tx:
        tx.run("DELETE FROM seal_salt")
        petitioner.open_(tx, office.seal, seen["id"])


def test_gr_407_an_open_petition_and_the_file_of_an_ended_one_are_counted_apart(office):
    whose = Whose(account=RESIDENT.id, aliases=office.seal.aliases(RESIDENT.id))
    office.register()
    answered = office.answered()
    assert erasure.holding(office.db, whose) == {"open": 1, "bound": 1, "free": 0}
    with office.db.transaction() as tx:
        assert [id for id, _ in erasure.ended(tx, whose, 10)] == [answered["id"]]
