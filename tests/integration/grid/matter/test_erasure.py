"""A matter made nobody's: its keys, words, photos and search pairs go, from history too, and its counts and clocks stay."""
import pytest

from kernel.call import Call
from kernel.erasing import Whose
from kernel.errors import Invalid, Missing
from kernel.seal import Unopenable
from services.grid.store import reporter
from services.grid.store.erasure import erasure
from tests.integration.everything import left
from tests.integration.grid.town import DISPATCHER, PHOTO, RESIDENT, TO_CLOSED
from tests.make import refused

NAME, PHONE, ADDRESS, WORDS = "林小一", "13812345678", "永安里九号楼", "楼下烧烤油烟熏人"
TOLD, NOTE = "昨日已上门看过", "住户情绪激动"
ALL = (NAME, PHONE, ADDRESS, WORDS, TOLD, NOTE, "烧烤")


@pytest.fixture
def seen(town):
    """A closed matter full of words, in search, with a photo and a supporter."""
    given = {"description": WORDS, "address": ADDRESS, "reporter": {"name": NAME, "phone": PHONE}}
    seen = town.as_(RESIDENT, key="first").report({"point": {"lon": 121.615, "lat": 38.91, "system": "wgs84"}, "case_type": "E1",
                                                   **given})  # fmt: skip
    now = town.find(DISPATCHER, seen)
    now = town.act(DISPATCHER, "accept", now, told=TOLD, note=NOTE)
    now = town.through(*TO_CLOSED[1:], seen=now)
    town.db.all("SELECT follow_stale(1000)")
    return seen | now


def anonymised(town, seen):
    with town.db.transaction() as tx:
        return erasure.anonymise(tx, Call().system(), "incident", [seen["id"]])


def test_gr_403_nothing_of_who_or_what_is_left_in_any_table(town, seen):
    assert set(left(town.db, WORDS, ADDRESS, TOLD, NOTE, "烧烤")) == {WORDS, ADDRESS, TOLD, NOTE, "烧烤"}
    counts = anonymised(town, seen)
    assert (counts["keys"], counts["identities"], counts["matters"], counts["attachments"]) == (1, 1, 1, 1)
    assert counts["words"] >= 1
    assert counts["answers"] >= 2
    assert left(town.db, *ALL) == []
    # facts that were told carry the keyed name until they are sent; nothing else has it
    town.db.all("DELETE FROM outbox")
    assert left(town.db, town.seal.alias(RESIDENT.id)) == []


def test_gr_402_a_copy_of_the_sealed_row_made_before_opens_no_more(town, seen):
    blobs = town.db.one("SELECT name, phone FROM reporter WHERE incident = %s", (seen["id"],))
    assert reporter.open_(town.db, town.seal, seen["id"]).name == NAME
    anonymised(town, seen)
    town.db.all("UPDATE reporter SET name = %s, phone = %s WHERE incident = %s", (*blobs, seen["id"]))
    with pytest.raises(Unopenable) as caught:
        reporter.open_(town.db, town.seal, seen["id"])
    assert caught.value.code == "seal.salt_missing"


def test_what_is_counted_and_audited_stays(town, seen):
    def kept():
        steps = town.db.all("SELECT version, act, at, actor, office, unit FROM step ORDER BY version")
        clocks = town.db.all("SELECT stage, due_at, stopped_at FROM obligation ORDER BY id")
        return steps, clocks, town.db.all("SELECT measure, area, unit, sum(n) FROM measure_delta GROUP BY 1, 2, 3 ORDER BY 1")

    before, version = kept(), seen["version"]
    anonymised(town, seen)
    town.db.all("SELECT follow_stale(1000)")
    assert kept() == before
    now = town.find(DISPATCHER, seen)
    assert (now["state"], now["version"], now["number"]) == ("closed", version, seen["number"])


def test_a_second_time_changes_nothing(town, seen):
    anonymised(town, seen)
    assert set(anonymised(town, seen).values()) == {0}


def test_a_stored_answer_is_not_given_again_and_the_report_not_made_again(town, seen):
    anonymised(town, seen)
    with refused(Invalid, "once.key_reused"):
        town.as_(RESIDENT, key="first").report({"description": "other", "case_type": "E1"})
    assert town.count("incident") == 1


def test_the_one_who_reported_is_nobody_now_and_the_front_door_is_told_of_photos(town, seen):
    anonymised(town, seen)
    with refused(Missing, "grid.incident_missing"):
        town.find(RESIDENT, seen)
    told = [one for one in town.told() if one["name"] == "grid.evidence_dropped"]
    assert [(one["subject"], one["data"]["attachments"]) for one in told] == [(seen["id"], [f"{PHOTO['ref']}.{seen['id']}"])]


@pytest.mark.parametrize("later", ["UPDATE step SET told = '后来又说' WHERE version = 2", "UPDATE reporter SET name = 'sealed'"])
def test_what_is_written_after_an_erasure_goes_with_the_next(town, seen, later):
    whose, service = Whose(matter=seen["id"]), town.as_(RESIDENT)
    anonymised(town, seen)
    with town.db.transaction() as tx:
        assert service.next_to_erase(tx, whose, 10) == []
    town.db.all(later)
    with town.db.transaction() as tx:
        assert [one.id for one in service.next_to_erase(tx, whose, 10)] == [seen["id"]]
        erasure.anonymise(tx, Call().system(), "incident", [seen["id"]])
        assert service.next_to_erase(tx, whose, 10) == []
    assert left(town.db, "后来又说") == []


def test_gr_403_who_stood_behind_it_goes_too_and_how_many_they_were_stays(town, seen):
    main = town.report()
    sql = "INSERT INTO support (incident, alias, via, hear, at) VALUES (%s, %s, %s, true, now())"
    one, other = seen["id"], main["id"]
    for incident, alias, via in ((one, "a" * 32, one), (other, "b" * 32, one), (other, "c" * 32, other)):
        town.db.all(sql, (incident, alias, via))
    town.db.all("UPDATE incident SET main = %s, supporters = 7 WHERE id = %s", (main["id"], seen["id"]))
    assert anonymised(town, seen)["supports"] == 2
    assert town.db.all("SELECT alias FROM support") == [("c" * 32,)]
    assert town.db.one("SELECT supporters FROM incident WHERE id = %s", (seen["id"],)) == (7,)
