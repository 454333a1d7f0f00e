"""A petitioner under age is named nowhere, and is seen only after a second person has agreed."""
from kernel.errors import Denied
from tests.integration.petition.office import OFFICER, PERSON
from tests.make import refused

CHILD = {**PERSON, "minor": True}


def test_gr_410_a_petition_says_only_that_it_is_a_minors(office):
    seen = office.register(petitioner=CHILD)
    shown = office.as_(OFFICER.__class__(id="d-1", role="dispatcher", unit="petition_office", area="210203000000")).find(
        {"petition": seen["id"]}
    )
    assert [shown["petitioner"][name] for name in ("name", "phone", "address")] == ["未成年人", "", ""]
    assert not [word for word in ("林", "13800000000", "138****") if word in str(shown)]
    assert not [word for word in ("林一", "未成年人") if word in str(office.told())]


def test_gr_410_one_person_alone_does_not_see_who_it_is(office):
    seen = office.accepted()
    with office.db.transaction() as tx:
        tx.run("UPDATE petitioner SET minor = true")
    asked = office.as_(OFFICER).unmask_petitioner({"petition": seen["id"], "reason": "verify", "words": "to look together"})
    assert asked["state"] == "asked"
    with refused(Denied, "unmask.grant_missing"):
        office.as_(OFFICER).find_petitioner({"petition": seen["id"]})
