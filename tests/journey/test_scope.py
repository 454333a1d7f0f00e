"""Nobody finds what is none of theirs: every row of the route table, asked by everybody who has no business there."""
from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import NamedTuple
from zipfile import ZipFile

import pytest

from services.gateway.http.route import HTML, Route
from services.gateway.routes import ROWS
from tests.journey import probe
from tests.journey.ledger import Ledger
from tests.journey.person import People
from tests.journey.planted import Planted
from tests.journey.stranger import STRANGERS, Strangers
from tools.scope_table import bound

OUT = (401, 403, 404)
# what says "not yours" although it is about a field of the command, not about the record itself
OUTSIDE = {
    "gateway.account_area_outside", "gateway.client_area_outside",
    "grid.code_not_yours", "grid.post_place_unknown", "grid.site_outside",
    "grid.area_unknown",
}  # fmt: skip
# bounds by which a row tells anybody, or anybody it is for, the same; nothing of a case is in it
SHARED = {"GET": {"anyone", "whole", "machine", "all", "intake"}, "POST": {"anyone", "machine"}, "PATCH": set(), "DELETE": set()}
# what a stranger may do as everybody may: it makes something of their own, and answers with that alone
FREE = {"intake", "own", "code"}
LEAVING = ("sign_out", "end_other_sessions", "leave_oidc")
INSIDERS = ("leader1", "dispatcher1", "kangping7", "operator1", "resident1", "traffic_liaison1")
# of when it was asked, and the mark of a stream that told nothing
MOMENT = re.compile(r'"(at|made_at|instance)": ?"[^"]*"|^id: [0-9]+$|(生成时间|Made) [0-9: -]+'.encode(), re.MULTILINE)


class Asked(NamedTuple):
    """One request of one stranger, and what came back."""

    row: Route
    who: str
    path: str
    status: int
    body: bytes

    @property
    def code(self):
        """The code of a problem; '' when it is none."""
        body = json.loads(self.body) if self.status >= 400 and self.body[:1] == b"{" else {}
        return body.get("code", "")

    def __str__(self):
        asked = f"{self.row.verb} {self.path} as {self.who or 'nobody'}"
        return f"{asked}: {self.status} {self.code} {self.body[:160]!r}"


@pytest.fixture(scope="module")
def stack(run_stack):
    """A stack of its own: counts must stand still but for what is planted."""
    with run_stack("strangers", durable=False) as made:
        yield made


@pytest.fixture(scope="module")
def everybody(stack):
    """What each stranger was answered before anything was planted, what was planted, and what they were answered then."""
    ledger, people = Ledger(stack), People(stack.http_url, stack.password)
    strangers = Strangers(stack, ledger)
    planted = Planted(people, ledger).prepare()
    before = _all(strangers, _lists(planted.ids, strangers))
    planted.all()
    reads = [(row, path) for row in ROWS if row.verb == "GET" for path in _paths(row, planted.ids)]
    read = _all(strangers, {(row, path, who) for row, path in reads for who in strangers})
    acts = [(row, probe.path(row, planted.ids)) for row in ROWS if row.verb != "GET"]
    done = [
        one
        for last in (False, True)  # who has signed out asks nothing any more
        for one in _all(strangers, {(row, path, who) for row, path in acts if (row.act in LEAVING) == last for who in strangers},
                        planted.ids)
    ]  # fmt: skip
    yield planted, {(one.path, one.who): one for one in before}, [*read, *done]
    people.close()


def test_no_answer_to_a_stranger_holds_an_id_a_number_or_a_word_of_what_is_not_theirs(everybody):
    planted, _, answers = everybody
    told = [str(one) for one in answers if _outside(one) and _signs(planted, one) and not _shared(one)]
    assert told == []


def test_what_a_stranger_reads_of_one_record_is_as_if_there_were_none(everybody):
    _, _, answers = everybody
    found = [one for one in answers if one.row.verb == "GET" and one.row.parameters and _outside(one) and not _shared(one)]
    assert [str(one) for one in found if not _refused(one) and not _empty(one)] == []


def test_lists_and_counts_of_strangers_do_not_move_by_what_is_not_theirs(everybody):
    _, before, answers = everybody
    reads = [one for one in answers if one.row.verb == "GET" and (one.path, one.who) in before and _outside(one)]
    moved = [one for one in reads if not _same(before[one.path, one.who], one)]
    assert len(reads) > 500
    assert [str(one) for one in moved if not _shared(one)] == []


def test_a_stranger_acts_on_nothing(everybody):
    _, _, answers = everybody
    acts = [one for one in answers if one.row.verb != "GET" and _outside(one) and not _shared(one) and not _free(one)]
    assert {one.row.verb for one in acts} == {"POST", "PATCH", "DELETE"}
    let = [str(one) for one in acts if not _refused(one) and not _nothing_done(one)]
    assert let == []


def test_a_token_of_another_district_or_of_a_former_office_opens_nothing_at_all(everybody):
    _, _, answers = everybody
    gone = [one for one in answers if one.who in ("foreigner", "former_dispatcher", "former_officer")]
    assert gone
    assert [str(one) for one in gone if one.status not in OUT or not _known(one)] == []


def test_each_stranger_is_known_at_the_door(everybody):
    _, _, answers = everybody
    me = {one.who: one.status for one in answers if one.row.act == "me"}
    assert {who: me[who] for who in STRANGERS} == dict.fromkeys(STRANGERS, 200), "who is let in nowhere proves nothing"


def test_who_has_business_there_is_let_in_by_the_same_requests(everybody):
    planted, _, _ = everybody
    people = planted.people
    insiders = [people[login] for login in INSIDERS]
    reads = [(row, _paths(row, planted.ids)[0]) for row in ROWS if row.verb == "GET" and row.parameters and row.roles]
    shut = [path for row, path in reads if not any(_raw(one, row, path)[0] == 200 for one in insiders)]
    assert shut == [], "a probe that finds nothing for anybody proves nothing: plant what its path names"


def _paths(row, ids):
    return [probe.path(row, ids) + query for query in probe.queries(row, ids)]


def _lists(ids, strangers):
    """Give the questions that need no planted object, for those whom the row lets in."""
    rows = [row for row in ROWS if row.verb == "GET" and not row.parameters and row.roles]
    asked = {(row, path) for row in rows for path in _paths(row, ids)}
    return {(row, path, who) for row, path in asked for who in strangers if strangers.role(who) in row.roles}


def _all(strangers, asked, ids=None):
    """Ask everything, each stranger on a line of their own and one after the other."""
    lines = {who: [(row, path) for row, path, one in sorted(asked, key=_order) if one == who] for who in strangers}
    with ThreadPoolExecutor(4) as pool:
        return [one for some in pool.map(lambda who: _asked(strangers, who, lines[who], ids), lines) for one in some]


def _order(one):
    row, path, who = one
    return (ROWS.index(row), path, who)


def _asked(strangers, who, asked, ids):
    caller = strangers.call(who)
    found = [Asked(row, who, path, *_raw(caller, row, path, ids)) for row, path in asked]
    caller.close()
    return found


def _raw(caller, row, path, ids=None):
    """Give status and content of one request, as it is; of an archive what is in it."""
    status, body = caller.plain(row.verb, path, probe.content(row, ids), accept_language="en", **probe.headers(row))
    return status, _unpacked(body) if body.startswith(b"PK") else body


def _unpacked(body):
    with ZipFile(BytesIO(body)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def _outside(one):
    """Tell whether the row lets nobody of this kind reach what was planted; an office of all the district reaches its ground."""
    if one.who == "officer_next_door":
        return "area" not in bound(one.row, "officer")
    return True


def _shared(one):
    return bool(SHARED[one.row.verb] & _bound(one))


def _free(one):
    """Tell whether it makes something of their own, or ends what is theirs; what a path names of others is not."""
    return bool(FREE & _bound(one)) and (one.row.verb == "POST" or one.row.act in LEAVING)


def _bound(one):
    role = STRANGERS.get(one.who, ("anyone",))[0]
    return {*bound(one.row, role), *(bound(one.row, "anyone") if one.row.roles is None else ())}


def _signs(planted, one):
    """Give what an answer tells of the planted that the question did not say itself."""
    said = one.path + (probe.content(one.row, planted.ids) or b"").decode(errors="replace")
    text = one.body.decode(errors="replace")
    return [sign for sign in planted.signs if sign in text and sign not in said]


def _known(one):
    """Tell whether a refusal is about the token: by its code, or on a page, which shows none."""
    return b"gateway.token_invalid" in one.body or (one.row.media == HTML and one.status == 401)


def _refused(one):
    return one.status in OUT or one.code in OUTSIDE


def _empty(one):
    """Tell whether an answer is a page or a picture of nothing."""
    body = json.loads(one.body) if one.body[:1] == b"{" else {}
    return not any(body.get(name) for name in ("items", "features")) and body.keys() & {"items", "features"} != set()


def _nothing_done(one):
    """Tell whether a call of many rows did none of them."""
    body = json.loads(one.body) if one.body[:1] == b"{" else {}
    return one.row.refusing and all(row.get("outcome") == "refused" for row in body.get("items", ()))


def _same(was, one):
    return (was.status, was.code) == (one.status, one.code) and (
        one.status >= 400 or MOMENT.sub(b"", was.body) == MOMENT.sub(b"", one.body)
    )
