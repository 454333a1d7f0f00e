"""The API document says what the route table does, is valid, and its examples are accepted."""
from __future__ import annotations

import re

import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from kernel.errors import Conflict
from kernel.wire import load
from services.gateway import openapi, sample
from services.gateway.http.problem import STATUSES, status_of
from services.gateway.http.route import CLIENT, JSON, STREAM
from services.gateway.routes import ROWS
from services.gateway.words import catalogue

DOCUMENT = openapi.document(ROWS)
POSTS = [row for row in ROWS if row.verb == "POST" and not row.raw]


def named(row):
    return f"{row.verb} {row.path}"


def operation(row):
    return DOCUMENT["paths"][row.path][row.verb.lower()]


def test_the_document_is_valid_openapi_3_1():
    assert list(OpenAPIV31SpecValidator(DOCUMENT).iter_errors()) == []


def test_it_has_each_row_and_nothing_else():
    written = {(path, verb.upper()) for path, verbs in DOCUMENT["paths"].items() for verb in verbs}
    assert written == {(row.path, row.verb) for row in ROWS}


def test_each_operation_has_a_name_of_its_own():
    names = [operation(row)["operationId"] for row in ROWS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_each_operation_speaks_both_languages(row):
    english, chinese = row.said
    assert re.search("[a-z]", english)
    assert re.search("[\u4e00-\u9fff]", chinese)


@pytest.mark.parametrize("row", POSTS, ids=named)
def test_the_example_of_a_body_is_accepted(row):
    example = operation(row)["requestBody"]["content"]["application/json"]["example"]
    path = {part["name"]: part["example"] for part in operation(row)["parameters"] if part["in"] == "path"}
    version = {"version": 1} if row.version else {}
    assert load(row.schema, {**example, **path, **version})


def answers():
    """Give each answer with data, where it stands."""
    for row in ROWS:
        for status, answer in operation(row)["responses"].items():
            for kind, media in answer.get("content", {}).items():
                yield f"{named(row)} {status}", kind, media


JSON_ANSWERS = {place: media for place, kind, media in answers() if kind == "application/json"}
FILES = {"document", "page", "asset", "ogc_api"}


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_each_answer_with_data_has_a_view(row):
    assert (row.view is not None) == (row.status != 204 and row.act not in FILES and not row.textual and not row.binary)


@pytest.mark.parametrize("place", [place for place in JSON_ANSWERS if "openapi.json" not in place])
def test_no_answer_is_a_plain_object(place):
    schema = JSON_ANSWERS[place]["schema"]
    # a standard of others may have a list with nothing around it
    found = DOCUMENT["components"]["schemas"][schema.get("items", schema)["$ref"].rpartition("/")[2]]
    assert found["properties"]


def examples(part, place=""):
    """Give each example beside its schema, wherever in the document."""
    if isinstance(part, dict):
        if "example" in part and "schema" in part:
            yield place, part["schema"], part["example"]
        for key, value in part.items():
            yield from examples(value, f"{place}/{key}")
    elif isinstance(part, list):
        for number, value in enumerate(part):
            yield from examples(value, f"{place}/{number}")


EXAMPLES = {place: (schema, example) for place, schema, example in examples(DOCUMENT)}


@pytest.mark.parametrize("place", EXAMPLES)
def test_each_example_fits_its_schema(place):
    schema, example = EXAMPLES[place]
    whole = {**schema, "components": DOCUMENT["components"]}
    checker = jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in checker.iter_errors(example)] == []


def test_each_body_and_each_problem_has_an_example():
    bodies = [place for place in EXAMPLES if "/requestBody/" in place]
    problems = [place for place in EXAMPLES if place.startswith("/components/responses/")]
    # a form comes in two media, unless its row names those it takes
    forms = sum(len(row.takes or ("form", "parts")) for row in ROWS if row.foreign and row.foreign.form)
    assert (len(bodies), len(problems)) == (len(POSTS) + forms, len(DOCUMENT["components"]["responses"]))


FORM_EXAMPLES = [example for place, (_, example) in EXAMPLES.items() if "/requestBody/" in place and isinstance(example, dict)]


def test_the_example_of_a_place_has_both_degrees_and_they_are_degrees():
    places = [one for one in FORM_EXAMPLES if "lat" in one]
    assert places
    assert all(abs(float(one["lat"])) <= 90 and abs(float(one.get("lon") or one["long"])) <= 180 for one in places)


def test_the_example_of_a_telephone_is_a_number_that_may_be_one():
    phones = [one["phone"] for one in FORM_EXAMPLES if "phone" in one]
    assert phones
    assert [one for one in phones if not re.fullmatch("1[3-9][0-9]{9}", one)] == []


@pytest.mark.parametrize("row", [row for row in ROWS if row.foreign and row.foreign.form], ids=named)
def test_the_example_of_a_form_is_never_empty(row):
    assert all(one["example"] for one in operation(row)["requestBody"]["content"].values())


@pytest.mark.parametrize("row", [row for row in ROWS if row.paged], ids=named)
def test_the_next_of_a_page_is_what_its_cursor_takes(row):
    view = operation(row)["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    following = DOCUMENT["components"]["schemas"][view]["properties"]["next"]
    assert following["type"] == ["string", "null"]


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_a_record_that_is_read_says_that_it_may_be_held(row):
    versioned = row.view is not None and "version" in row.view().fields
    tagged = row.verb == "GET" and (versioned or row.media not in (JSON, STREAM) or row.binary or row.foreign is not None)
    assert ("304" in operation(row)["responses"]) == tagged
    assert ("If-None-Match" in {part["name"] for part in operation(row)["parameters"]}) == tagged


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_a_row_that_counts_its_callers_says_what_is_left_and_when_to_come_back(row):
    said = operation(row)["responses"]
    if row.status != 204 and row.media == JSON and not row.path.startswith("/api/v1/docs") and row.view is not None:
        counted = bool(row.quota) or row.roles is None or CLIENT in row.roles
        assert ({"RateLimit", "RateLimit-Policy"} <= said[str(row.status)].get("headers", {}).keys()) == counted
    for status in ("429", "503"):
        told = said[status] if "$ref" not in said[status] else DOCUMENT["components"]["responses"][status]
        assert "Retry-After" in told["headers"]


def test_the_header_of_an_upload_is_taken_as_clients_of_the_protocol_write_it():
    headers = DOCUMENT["paths"]["/api/v1/uploads"]["post"]["parameters"]
    pattern = next(one["schema"]["pattern"] for one in headers if one["name"] == "Upload-Metadata")
    for sent in ("filetype dGV4dA==", "filename YS50eHQ=,filetype dGV4dA==", "name YQ==, type dGV4dA==,is_private"):
        assert re.search(pattern, sent), sent
    assert not re.search(pattern, "filename YS50eHQ=")


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_headers_asked_for_are_written(row):
    headers = [part for part in operation(row)["parameters"] if part["in"] == "header"]
    required = {part["name"] for part in headers if part.get("required")}
    sent = {"upload_length": "Upload-Length", "upload_metadata": "Upload-Metadata", "upload_offset": "Upload-Offset"}
    wanted = {"Idempotency-Key": row.keyed, "If-Match": row.version, **{sent[name]: True for name in row.headers if name in sent}}
    assert required == {name for name, on in wanted.items() if on}


@pytest.mark.parametrize("status", sample.PROBLEMS)
def test_the_example_of_a_problem_has_its_status_and_words(status):
    code = sample.PROBLEMS[status][0]
    assert STATUSES.get(code, status) == status
    assert code in catalogue.WORDS["en"]


def test_the_words_mention_no_python():
    assert "\\Z" not in str(DOCUMENT)


def test_status_of_a_stale_version_is_its_own():
    assert status_of(Conflict("grid.incident_changed")) == 412


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.act)
def test_a_row_that_says_why_some_were_refused_says_it_in_words(row):
    items = row.view().fields.get("items") if row.view else None
    inner = getattr(items, "inner", None)
    said = set(inner.nested().fields) if inner is not None and isinstance(getattr(inner, "nested", None), type) else set()
    assert row.refusing == {"problem", "pointer", "facts"}.issubset(said)
    assert not row.refusing or {"title", "detail"} <= said


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_gr_441_each_operation_says_by_what_its_caller_is_known(row):
    known = [set(one) for one in operation(row)["security"]]
    assert {"token"} in known
    assert ({"cookie"} if row.verb == "GET" else {"cookie", "csrf"}) in known
    assert (set() in known) == (row.roles is None), "who is nobody may call what anybody may"
    assert ({"client_key"} in known) == (row.roles is None or CLIENT in row.roles)
    assert {name for one in known for name in one} <= DOCUMENT["components"]["securitySchemes"].keys()


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_gr_440_each_operation_says_how_it_may_be_refused(row):
    told = {int(status) for status in operation(row)["responses"]}
    assert {400, 403, 404, 414, 429, 431, 500, 503} <= told
    assert not row.raw or {408, 413, 415} <= told
    assert not row.version or {409, 412, 428} <= told


def test_each_operation_stands_under_a_heading_that_speaks_both_languages():
    said = {tag["name"]: tag["description"] for tag in DOCUMENT["tags"]}
    assert {name for row in ROWS for name in operation(row)["tags"]} == said.keys()
    plain = [text for text in said.values() if not re.search("[\u4e00-\u9fff]", text) and "Open311" not in text]
    assert plain == []
