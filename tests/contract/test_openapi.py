"""The API document says what the route table does, is valid, and its examples are accepted."""
from __future__ import annotations

import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from kernel.errors import Conflict
from kernel.wire import load
from services.gateway import openapi, sample
from services.gateway.http.problem import STATUSES, status_of
from services.gateway.routes import ROWS
from services.gateway.words import catalogue

DOCUMENT = openapi.document(ROWS)
POSTS = [row for row in ROWS if row.verb == "POST"]


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


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_headers_asked_for_are_written(row):
    headers = [part for part in operation(row)["parameters"] if part["in"] == "header"]
    required = {part["name"] for part in headers if part.get("required")}
    wanted = {"Idempotency-Key": row.keyed, "If-Match": row.version}
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
