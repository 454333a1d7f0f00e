"""Photos of somebody without an account, added on the window's pages: with a form alone, and in parts as the script does."""
from __future__ import annotations

import uuid
from http.client import HTTPConnection
from urllib.parse import urlsplit

import orjson
import pytest

from tests.journey.office import V1, act, made
from tests.journey.person import PICTURE
from tests.journey.test_window import LAMP, WINDOW, Browser, hidden, linked
from tests.journey.wait import until

BORDER = "----form"


class Camera(Browser):
    """A browser that sends files."""

    def show(self, fields, *photos):
        """Send the form -> status, page."""
        said = [(f'name="{name}"', "", value.encode()) for name, value in fields.items()]
        files = [(f'name="media"; filename="{at}.jpg"', "Content-Type: image/jpeg\r\n", one) for at, one in enumerate(photos)]
        parts = [f"--{BORDER}\r\nContent-Disposition: form-data; {name}\r\n{kind}\r\n".encode() + content + b"\r\n"
                 for name, kind, content in (*said, *files)]  # fmt: skip
        body = b"".join(parts) + f"--{BORDER}--\r\n".encode()
        status, _, page = self.raw("POST", "/window/photos", body, {"Content-Type": f"multipart/form-data; boundary={BORDER}"})
        return status, page.decode()

    def raw(self, verb, path, body=b"", headers=None):
        line = HTTPConnection(self.place, timeout=20)
        line.request(verb, path, body or None, headers or {})
        answer = line.getresponse()
        found = answer.status, answer.headers, answer.read()
        line.close()
        return found


@pytest.fixture
def camera(people):
    return Camera(people.base)


@pytest.fixture
def followed(people, camera):
    """A lamp that was brought without an account and sent on -> the fields of its form for photos."""
    anyone = people["resident3"]
    anyone.token, kept = "", anyone.token
    try:
        taken = made(anyone, WINDOW, LAMP | {"contact": None})
    finally:
        anyone.token = kept
    act(people["dispatcher1"], f"{V1}/intakes", "confirm", taken, kind="incident", thing="F0103")
    linked(people["resident3"], taken)
    return {"language": "en", "number": taken["number"], "code": taken["query_code"]}


def page_of(camera, fields):
    return camera.ask("POST", "/window/progress", fields, "en")


def photos_of(people, page):
    """Give what the matter has, as its office sees it."""
    desk = people["dispatcher1"]
    number = page.partition('data-number="')[2].partition('"')[0]
    found = desk.read(f"{V1}/incidents?queue=all&limit=200")["items"]
    incident = next(one["id"] for one in found if one["number"] == number)
    pieces = [piece for step in desk.read(f"{V1}/incidents/{incident}")["evidence"] for piece in [step] if piece.get("ref")]
    return [one["ref"] for one in pieces]


def test_a_form_alone_adds_photos_to_what_was_made_of_it(people, camera, followed):
    status, headers, page = page_of(camera, followed)
    assert status == 200
    assert "connect-src 'self'" in headers["Content-Security-Policy"]
    assert 'enctype="multipart/form-data"' in page
    fields = followed | {"key": hidden(page, "key")}
    status, page = camera.show(fields, PICTURE)
    assert (status, 'role="status"' in page) == (200, True), page
    (one,) = photos_of(people, page)
    assert people["dispatcher1"].read(f"{V1}/attachments/{one}")["media"] == "image/jpeg"
    # sent again, as when a page is read anew
    status, page = camera.show(fields, PICTURE)
    assert status == 200
    assert photos_of(people, page) == [one]


def test_what_was_sent_in_parts_is_added_by_its_id_to_that_matter_alone(people, camera, followed):
    page = page_of(camera, followed)[2]
    asked = orjson.dumps({name: page.partition(f'data-{name}="')[2].partition('"')[0] for name in ("number", "code")})
    ticket = orjson.loads(camera.raw("POST", f"{V1}/attachments/ticket", asked, {"Content-Type": "application/json"})[2])
    said = {"Tus-Resumable": "1.0.0", "Upload-Ticket": ticket["ticket"]}
    begin = {"Upload-Length": str(len(PICTURE)), "Upload-Metadata": "filetype aW1hZ2UvanBlZw=="}
    status, headers, _ = camera.raw("POST", f"{V1}/uploads", headers=said | begin)
    assert status == 201
    place = urlsplit(headers["Location"]).path
    half = len(PICTURE) // 2
    part = {"Content-Type": "application/offset+octet-stream"}
    assert camera.raw("PATCH", place, PICTURE[:half], said | part | {"Upload-Offset": "0"})[0] == 204
    # the page is closed here, and opened again
    status, headers, _ = camera.raw("HEAD", place, headers=said)
    assert (status, headers["Upload-Offset"], headers["Cache-Control"]) == (200, str(half), "no-store")
    assert camera.raw("PATCH", place, PICTURE[half:], said | part | {"Upload-Offset": str(half)})[0] == 204
    sent = until(lambda: orjson.loads(camera.raw("GET", place, headers=said)[2])["attachment"])
    status, page = camera.show(followed | {"key": str(uuid.uuid4()), "refs": sent})
    assert status == 200, page
    assert sent in photos_of(people, page)


def test_nobody_adds_photos_without_the_code_or_those_of_another_matter(people, camera, followed):
    key = {"key": str(uuid.uuid4())}
    assert camera.show(followed | key | {"code": "AAAA2222"}, PICTURE)[0] in (400, 404)
    assert camera.show(followed | key)[0] == 400, "nothing was chosen"
    status, page = camera.show(followed | key | {"refs": str(uuid.uuid4())})
    assert (status, 'class="wrong"' in page) == (400, True)
    status, page = camera.show(followed | {"key": str(uuid.uuid4())}, b"no picture")
    assert (status, 'class="wrong"' in page) == (400, True)


def test_while_nothing_was_made_of_it_no_photos_are_asked_for(people, camera):
    taken = made(people["resident1"], WINDOW, LAMP)
    fields = {"language": "zh", "number": taken["number"], "code": taken["query_code"]}
    status, _, page = page_of(camera, fields)
    assert (status, 'id="photos"' in page) == (200, False)
    assert camera.show(fields | {"key": str(uuid.uuid4())}, PICTURE)[0] == 400
