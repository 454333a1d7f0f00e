"""Open311 over real HTTP, with the grid service behind: read and written as its clients do, with one of them."""
from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from http.client import HTTPConnection
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import orjson
import pytest
from eventlet import GreenPool
from georeport import GeoReport

from kernel import clock
from kernel.run import container
from kernel.settings import Settings
from services.gateway.attachment import store as attachments
from services.gateway.client import key, record
from services.gateway.client import store as clients
from services.gateway.http.quota import QUOTAS
from services.grid.service import Service as Grid
from tests.integration.gateway.conftest import Client, Got
from tests.integration.gateway.ground import settle
from tests.integration.grid.town import DISTRICT
from tests.picture import SECRET, photo

BASE = "/open311/v2"
FORM = "application/x-www-form-urlencoded"
# where somebody stands in the first grid
HERE = {"lat": "38.9003", "long": "121.6113"}
GIVEN = {"service_code": "E1", **HERE, "description": "rubbish of 林小雨 at door 3", "address_string": "lane 7, door 3"}
PERSON = {"first_name": "小雨", "last_name": "林", "phone": "13800000000", "email": "lin@example.org", "device_id": "d-77"}
FIELDS = {
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible",
    "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode", "lat",
    "long", "media_url",
}  # fmt: skip


@pytest.fixture
def settings(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("LINLI_FILES", str(tmp_path / "files"))
    return Settings.read()


@pytest.fixture
def town(database_of):
    return settle(database_of("grid"))


@pytest.fixture
def behind(town, settings, service_url):
    """The grid service, on its own database."""
    running = container(Grid, replace(settings, database_url=service_url("grid")))
    running.start()
    yield running
    running.stop()


class Speaker:
    """A client of the standard. key: of an API client, '' for none."""

    def __init__(self, client: Client, key: str = ""):
        self.client, self.key = client, key

    def get(self, path, **headers):
        return self.client("GET", f"{BASE}/{path}", **headers)

    def json(self, path, status=200):
        got = self.get(path)
        assert got.status == status, got.body
        return got.json

    def xml(self, path, status=200):
        got = self.get(path)
        assert got.status == status, got.body
        return ET.fromstring(got.body)

    def post(self, fields, path="requests.json", *, files=(), media=FORM, **headers):
        given = {**fields, **({"api_key": self.key} if self.key else {})}
        raw, media = (urlencode(given).encode(), media) if not files else parted(given, files)
        line = HTTPConnection("127.0.0.1", self.client.port, timeout=20)
        line.request("POST", f"{BASE}/{path}", raw, {"Content-Type": media, **headers})
        answer = line.getresponse()
        got = Got(answer.status, dict(answer.getheaders()), answer.read())
        line.close()
        return got

    def sent(self, **fields):
        got = self.post({**GIVEN, **fields})
        assert got.status == 200, got.body
        return got.json[0]


def parted(fields, files):
    """Write a form with photos as browsers do."""
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    for name, media, content in files:
        head = f'Content-Disposition: form-data; name="{name}"; filename="p.jpg"\r\nContent-Type: {media}\r\n\r\n'
        parts.append(head.encode() + content)
    return b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n", "multipart/form-data; boundary=edge"


@pytest.fixture
def speak(behind, client):
    return Speaker(client)


@pytest.fixture
def keyed(behind, client, database_of):
    """Give a client of the standard with a key for these scopes."""

    def make(*scopes):
        given = {"label": "一键报事", "scopes": scopes, "per_minute": 60, "area": DISTRICT, "expires_at": None}
        made = record.opened(given, id=clock.new_id(), at=clock.now())
        shown, kept = key.made(made.id, at=clock.now())
        with database_of("gateway").transaction() as tx:
            clients.add(tx, made)
            clients.add_key(tx, kept)
        return Speaker(client, shown)

    return make


def kept(database_of, table="incident"):
    row = database_of("grid").one(f"SELECT count(*) FROM {table}")
    return row[0]


def only(database_of):
    """Give the one matter that was reported here, as the grid service keeps it."""
    sql = "SELECT id::text, number, description, address, longitude, latitude, source, urgent FROM incident"
    (row,) = database_of("grid").all(f"{sql} WHERE created_at > now() - interval '1 hour'")
    names = ("id", "number", "description", "address", "longitude", "latitude", "source", "urgent")
    return dict(zip(names, row, strict=True))


def fresh(speak, sent):
    return speak.json(f"requests/{sent['service_request_id']}.json")[0]


def test_discovery_leads_to_here_in_both_formats(speak):
    found = speak.json("discovery.json")
    assert found["endpoints"][0]["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert found["endpoints"][0]["url"] == f"http://127.0.0.1:{speak.client.port}{BASE}"
    assert speak.xml("discovery.xml").find("endpoints/endpoint/formats/format").text == "text/xml"


MARCH = "requests.json?start_date=2026-03-01"


@pytest.mark.parametrize("path", ["services.json", MARCH, "services/E1.json"])
def test_json_and_xml_say_the_same(speak, path):
    data, tree = speak.json(path), speak.xml(path.replace(".json", ".xml"))
    first, node = (data[0], tree[0]) if isinstance(data, list) else (data, tree)
    assert [one.tag for one in node] == list(first)
    assert all((node.find(name).text or "") == str(value) for name, value in first.items() if isinstance(value, str))


def test_the_root_elements_are_those_of_the_standard(speak):
    roots = {path: speak.xml(path).tag for path in ("services.xml", "services/E1.xml", "requests.xml")}
    assert roots == {"services.xml": "services", "services/E1.xml": "service_definition", "requests.xml": "service_requests"}
    assert speak.xml("services/E9.xml", 404).tag == "errors"


@pytest.mark.parametrize(
    ("path", "accept", "media"),
    [
        ("services.xml", "application/json", "text/xml; charset=utf-8"),
        ("services.json", "text/xml", "application/json; charset=utf-8"),
        ("services", "application/json", "application/json; charset=utf-8"),
        ("services", "application/xml;q=0.9, application/json;q=0.5", "text/xml; charset=utf-8"),
        ("services/E1", "application/json", "application/json; charset=utf-8"),
        ("services", "*/*", "text/xml; charset=utf-8"),
    ],
)
def test_the_end_of_the_path_chooses_the_format_then_accept(speak, path, accept, media):
    assert speak.get(path, Accept=accept).headers["Content-Type"] == media


def test_xml_begins_with_its_declaration(speak):
    assert speak.get("services.xml").body.upper().startswith(b"<?XML VERSION='1.0' ENCODING='UTF-8'?>")


def test_services_speak_the_language_of_the_reader(speak):
    names = [speak.get("services.json", Accept_Language=language).json[0]["service_name"] for language in ("zh-CN", "en")]
    assert names == ["暴露垃圾", "Rubbish"]


def test_who_holds_an_answer_is_told_so(speak):
    tag = speak.get("services.xml").headers["ETag"]
    assert speak.get("services.xml", If_None_Match=tag).status == 304


def test_a_report_becomes_a_matter_and_its_person_is_sealed(speak, database_of, seal_keys):
    sent = speak.sent(**PERSON, **{"attribute[urgent]": "yes"})
    found, grid = only(database_of), database_of("grid")
    assert (found["source"], found["urgent"], found["address"]) == ("public", True, "lane 7, door 3")
    assert found["longitude"] == pytest.approx(121.6113)
    row = grid.one("SELECT name, phone FROM reporter WHERE incident = %s", (found["id"],))
    assert "小雨".encode() not in bytes(row[0])
    assert found["number"] in sent["service_notice"]
    for words in ("lin@example.org", "d-77"):
        assert grid.one("SELECT count(*) FROM incident WHERE incident::text LIKE %s", (f"%{words}%",))[0] == 0


def test_number_and_code_of_the_answer_open_the_matter(speak, database_of):
    notice = speak.sent()["service_notice"]
    number = only(database_of)["number"]
    code = notice.partition("查询码")[2][:8]
    got = speak.client("POST", "/api/v1/progress", {"number": number, "code": code})
    assert got.status == 200, got.body


@pytest.mark.parametrize("path", ["requests.xml", "requests.json", "requests?service_code=E1"])
def test_gr_290_nothing_of_who_reported_or_where_exactly_is_shown(speak, path):
    speak.sent(**PERSON)
    text = speak.get(path, Accept="application/json").body.decode()
    assert "E1" in text
    for secret in ("林", "小雨", "138", "example.org", "lane 7", "door 3", "38.9003", "121.6113", "rubbish of", "SJ2102"):
        assert secret not in text


def test_gr_290_a_matter_stands_at_its_grid_and_tells_its_day(speak, town):
    shown = fresh(speak, speak.sent())
    assert shown.keys() == FIELDS
    drawn = speak.client("GET", f"/ogc/collections/grids/items/{town.grids[0]}").json["geometry"]["coordinates"][0]
    west, east = min(x for x, _ in drawn), max(x for x, _ in drawn)
    assert west < shown["long"] < east
    assert shown["lat"] != pytest.approx(float(HERE["lat"]))
    day = datetime.fromisoformat(shown["requested_datetime"])
    assert (day.hour, day.minute, day.utcoffset().total_seconds()) == (0, 0, 8 * 3600)
    assert shown["address"].endswith("东社区, 一街道, 西岗区")
    assert (shown["status"], shown["agency_responsible"], shown["media_url"]) == ("open", None, None)


def test_gr_290_what_another_service_has_is_shown_to_nobody(speak, database_of):
    sent = speak.sent()
    with database_of("grid").transaction() as tx:
        tx.later("UPDATE incident SET state = 'handed_over', handed_to = 'mediation' WHERE id = %s", (only(database_of)["id"],))
    name = sent["service_request_id"]
    assert speak.get(f"requests/{name}.json").status == 404
    assert speak.get(f"tokens/{name}.json").status == 404
    assert speak.json(f"requests.json?service_request_id={name}") == []
    assert speak.json("requests.json?start_date=2026-11-01&service_code=E1") == []


def test_gr_291_no_name_is_an_id(speak, database_of):
    sent = speak.sent()
    assert sent["service_request_id"] != only(database_of)["id"].replace("-", "")
    assert speak.get(f"requests/{only(database_of)['id']}.json").status == 404


def test_requests_are_listed_by_day_status_kind_and_page(speak, town):
    month = "start_date=2026-03-01T00:00:00%2B08:00&end_date=2026-03-31T00:00:00%2B08:00"
    both = speak.json(f"requests.json?{month}")
    assert [one["requested_datetime"][:10] for one in both] == ["2026-03-02", "2026-03-01"], "the newest first"
    assert speak.json(f"requests.json?{month}&page_size=1&page=2") == both[1:]
    assert speak.json(f"requests.json?{month}&page_size=1&page=3") == []
    assert speak.json(f"requests.json?{month}&status=closed") == []
    assert speak.json(f"requests.json?{month}&status=open,closed&service_code=F1,E1") == both
    assert speak.json(f"requests.json?{month}&service_code=F1&service_code=E7") == []
    assert speak.json("requests.json?start_date=2026-03-02&end_date=2026-03-02") == both[:1]
    names = [one["service_request_id"] for one in both]
    assert speak.json(f"requests.json?service_request_id={','.join(names)},&status=closed") == both, "ids come first"
    assert speak.json(f"requests.json?{month}&status=&service_code=&unheard=of") == both, "empty and unknown is not said"


def test_a_token_is_the_id_itself(speak):
    name = speak.sent()["service_request_id"]
    assert speak.json(f"tokens/{name}.json") == [{"service_request_id": name, "token": name}]
    assert [one.text for one in speak.xml(f"tokens/{name}.xml")[0]] == [name, name]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("services.json?jurisdiction_id=sfgov.org", 404, "open311_jurisdiction_unknown"),
        ("services/E9.json", 404, "open311_service_unknown"),
        ("requests/nothing.json", 404, "incident_missing"),
        ("requests/0123456789abcdef0123456789abcdef.json", 404, "incident_missing"),
        ("tokens/nothing.json", 404, "incident_missing"),
        ("requests.json?start_date=2026-01-01&end_date=2026-11-01", 400, "open311_span_too_long"),
        ("requests.json?end_date=never", 400, "open311_date_malformed"),
        ("requests.json?status=lost", 400, "not_a_choice"),
        ("requests.json?page_size=0", 400, "out_of_range"),
        ("requests.json?page=9999", 400, "out_of_range"),
        ("requests.json?page=x", 400, "wrong_type"),
        ("services.json?jurisdiction_id=a&jurisdiction_id=b", 400, "query_refused"),
    ],
)
def test_a_question_that_goes_nowhere_is_told_so_in_the_form_of_the_standard(speak, path, status, code):
    (fault,) = speak.json(path, status)
    assert fault["code"] == status
    assert fault["description"].endswith(f"{code}]")
    assert speak.xml(path.replace(".json", ".xml"), status).find("error/code").text == str(status)


@pytest.mark.parametrize("place", ["", "210203", DISTRICT])
def test_the_district_may_be_named_or_not(speak, place):
    assert speak.json(f"services.json?jurisdiction_id={place}")


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"service_code": ""}, 400, "required"),
        ({"service_code": "E9"}, 404, "open311_service_unknown"),
        ({"lat": "north"}, 400, "wrong_type"),
        ({"lat": "91"}, 400, "out_of_range"),
        ({"lat": "38.5", "long": "121.9"}, 400, "point_outside"),
        ({"lat": "37.76", "long": "-122.42"}, 400, "point_outside"),
        ({"lat": "", "long": "", "address_string": ""}, 400, "place_missing"),
        ({"address_id": "nowhere!"}, 400, "wrong_form"),
        ({"phone": "555-5555"}, 400, "wrong_form"),
        ({"attribute[depth]": "3"}, 400, "open311_attribute_unknown"),
        ({"media_url": "file:///etc/passwd"}, 400, "wrong_form"),
        ({"jurisdiction_id": "sfgov.org"}, 404, "open311_jurisdiction_unknown"),
        ({"description": "x" * 2001}, 400, "wrong_length"),
        ({"api_key": "llk_wrong"}, 403, "open311_key_refused"),
    ],
)
def test_a_report_that_is_wrong_is_refused_and_makes_nothing(speak, database_of, given, status, code):
    before = kept(database_of)
    got = speak.post({**GIVEN, **given}, "requests.xml")
    assert got.status == status, got.body
    tree = ET.fromstring(got.body)
    assert (tree.tag, tree[0].find("code").text) == ("errors", str(status))
    assert f"{code}]" in tree[0].find("description").text
    assert kept(database_of) == before


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"lat": "91"}, "lat"),
        ({"long": "181"}, "long"),
        ({"address_id": "nowhere!"}, "address_id"),
        ({"phone": "555-5555"}, "phone"),
        ({"address_string": "x" * 201}, "address_string"),
        ({"last_name": "x" * 60}, "first_name, last_name"),
        ({"api_key": "llk_wrong"}, "api_key"),
    ],
)
def test_what_is_wrong_is_called_as_the_sender_calls_it(speak, given, name):
    told = speak.post({**GIVEN, **given}).json[0]["description"]
    assert f". {name}:" in told


def test_what_is_no_form_and_what_stands_in_the_address_is_refused(speak):
    assert speak.post(GIVEN, media="application/json").status == 415
    got = speak.post(GIVEN, "requests.json?api_key=secret")
    assert (got.status, got.json[0]["code"]) == (400, 400)
    assert b"secret" not in got.body


def test_an_address_alone_is_a_place(speak):
    assert fresh(speak, speak.sent(lat="", long=""))["lat"] is None


def test_gr_293_the_same_form_again_is_the_same_request(speak, database_of):
    first = speak.sent(**PERSON)
    assert speak.sent(**PERSON) == first
    assert speak.sent(**{**PERSON, "phone": "13800000001"}) != first
    assert kept(database_of) == 4, "two of the town, two of these"


def test_gr_293_the_same_form_of_two_senders_is_two_requests(speak, keyed):
    names = {one.sent()["service_request_id"] for one in (speak, keyed("report"), keyed("report"))}
    assert len(names) == 3


def test_gr_293_the_same_form_a_day_later_is_another_request(speak, database_of):
    first = speak.sent()
    database_of("gateway").all("UPDATE open311_sent SET at = at - interval '25 hours' RETURNING 1")
    again = speak.sent()
    assert again["service_request_id"] != first["service_request_id"]
    assert speak.sent() == again


def test_gr_293_two_that_come_at_once_are_one(speak, database_of):
    pool = GreenPool()
    answers = list(pool.imap(lambda _: speak.post(GIVEN), range(6)))
    assert {one.status for one in answers} == {200}
    assert len({one.body for one in answers}) == 1
    assert kept(database_of) == 3


def test_gr_293_a_key_for_something_else_opens_nothing(keyed):
    got = keyed("take_readings").post(GIVEN)
    assert (got.status, got.json[0]["code"]) == (403, 403)


def test_gr_293_who_brought_it_in_is_written_down_once(keyed, database_of):
    one = keyed("report")
    one.sent()
    one.sent()
    rows = database_of("gateway").all("SELECT subject FROM audit WHERE body LIKE '%%open311_report%%'")
    assert [subject for (subject,) in rows] == [only(database_of)["id"]]
    assert database_of("grid").one("SELECT party FROM incident WHERE id = %s", (only(database_of)["id"],)) == (None,)


def test_gr_293_who_has_no_key_meets_the_limit_of_any_resident(behind, open_door, monkeypatch):
    monkeypatch.setitem(QUOTAS, "report", "2 per 1 minute")
    speak = Speaker(open_door())
    got = [speak.post({**GIVEN, "description": f"no {n}"}, "requests.xml") for n in range(3)]
    assert [one.status for one in got] == [200, 200, 429]
    assert int(got[2].headers["Retry-After"]) > 0
    assert ET.fromstring(got[2].body).find("error/code").text == "429"


def test_a_photo_comes_with_the_report_and_is_shown_once_published(speak, database_of):
    got = speak.post({**GIVEN, "description": "with a photo"}, files=[("media", "image/jpeg", photo())])
    assert got.status == 200, got.body
    sent, gateway = got.json[0], database_of("gateway")
    ((id, ref),) = database_of("grid").all("SELECT incident::text, ref FROM evidence WHERE kind = 'photo_before'")
    assert id == only(database_of)["id"]
    assert fresh(speak, sent)["media_url"] is None, "nobody has let others see it"
    with gateway.transaction() as tx:
        tx.later("UPDATE attachment SET state = 'published', files = files || %s WHERE id = %s", (shown(gateway, ref), ref))
    url = fresh(speak, sent)["media_url"]
    assert url == f"http://127.0.0.1:{speak.client.port}/api/v1/attachments/{ref}/published"
    got = speak.client("GET", url.partition(str(speak.client.port))[2])
    assert got.status == 200
    assert SECRET.encode() not in got.body


def shown(gateway, ref):
    files = attachments.get(gateway, ref).files
    return orjson.dumps({"shown": files["kept"], "shown_preview": files["preview"]}).decode()


def test_the_same_report_with_its_photo_again_keeps_one_photo(speak, database_of):
    files = [("media", "image/jpeg", photo())]
    first, second = (speak.post(GIVEN, files=files) for _ in range(2))
    assert first.body == second.body
    assert kept(database_of, "evidence") == 1


def test_a_photo_that_cannot_be_taken_does_not_undo_the_report(speak, database_of):
    got = speak.post(GIVEN, files=[("media", "image/jpeg", b"no picture at all")], **{"Accept-Language": "en"})
    assert got.status == 200, got.body
    assert "A photo was not taken" in got.json[0]["service_notice"]
    assert kept(database_of) == 3


def test_more_photos_than_are_taken_are_refused_before_anything_is_made(speak, database_of):
    got = speak.post(GIVEN, files=[("media", "image/jpeg", photo())] * 4)
    assert got.status == 400, got.body
    assert kept(database_of) == 2


def test_a_client_others_have_written_reads_all_of_it(speak):
    name = speak.sent()["service_request_id"]
    for output in ("json", "xml"):
        found = GeoReport(f"http://127.0.0.1:{speak.client.port}{BASE}", jurisdiction="210203", output_format=output)
        assert [one["service_code"] for one in found.get_service_list()] == ["E1", "F1"]
        assert found.get_service_definition("E1")["service_code"] == "E1"
        assert found.get_service_request(name)["service_request_id"] == name
        listed = found.get_service_requests(service_request_id=name)
        assert (listed[0] if output == "json" else listed)["status"] == "open"
