"""What the people of an office do again and again in journeys: acts on records, refusals, threads, pictures."""
from __future__ import annotations

import base64
import urllib.request
import uuid
from datetime import timedelta
from urllib.error import HTTPError

from kernel import clock
from tests.journey.person import INCIDENTS

V1 = "/api/v1"
ATTACHMENTS = f"{V1}/attachments"


def day(after=0):
    """Give a local date, so many days from today."""
    return (clock.today() + timedelta(days=after)).isoformat()


def made(person, path, body, status=201):
    """Make something that must be made."""
    answer = person.post(path, body)
    assert answer.status == status, (path, answer)
    return answer.body


def act(person, path, name, view, **body):
    """Do an act on a record as last seen and give it as it is afterwards."""
    answer = person.post(f"{path}/{view['id']}/{name}", body, version=view["version"])
    assert answer.status == 200, (name, answer)
    return answer.body


def refused(person, view, name, *, path=INCIDENTS, **body):
    """Give status and code of an act that must be refused."""
    answer = person.post(f"{path}/{view['id']}/{name}", body, version=view["version"])
    assert answer.status >= 400, (name, answer)
    return answer.status, answer.code


def seen(person, view):
    """Give an incident as a person sees it now."""
    return person.read(f"{INCIDENTS}/{view['id']}")


def unseen(person, view):
    """Give the code by which reading an incident is refused."""
    return person.ask("GET", f"{INCIDENTS}/{view['id']}").code


def thread(people, receipt, language="zh"):
    """Give the words of a thread as whoever holds the receipt reads them, an account or none."""
    asked = {"number": receipt["number"], "code": receipt["code"]}
    person = people["resident3"]
    person.language = language
    answer = person.ask("POST", f"{V1}/progress", asked)
    assert answer.status == 200, answer
    return [step["words"] for step in answer.body["steps"]]


def sent(person, content, **headers):
    """Send a picture and give what was told of it."""
    headers = {"content_type": "image/jpeg", "idempotency_key": str(uuid.uuid4())} | headers
    answer = person.ask("POST", ATTACHMENTS, raw=content, **headers)
    assert answer.status == 201, answer
    return answer.body


def begun(person, length):
    """Begin to send a picture in parts and give what was told of it."""
    kind = base64.b64encode(b"image/jpeg").decode()
    answer = person.ask("POST", f"{V1}/uploads", upload_length=str(length), upload_metadata=f"filetype {kind}")
    assert answer.status == 201, answer
    return answer.body


def bytes_of(people, path, token=""):
    """Give status and content of what is not JSON."""
    asked = urllib.request.Request(people.base + path, headers={"Authorization": f"Bearer {token}"} if token else {})
    try:
        with urllib.request.urlopen(asked) as answer:
            return answer.status, answer.read()
    except HTTPError as answer:
        return answer.code, answer.read()
