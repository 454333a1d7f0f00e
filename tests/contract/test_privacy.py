"""What must not be built has names; none stands in a migration, a schema or an identifier: see docs/privacy.md."""
from __future__ import annotations

import ast
import re

import pytest

from tests.markdown import ROOT

CODE = [path for folder in ("kernel", "services", "tools") for path in sorted((ROOT / folder).rglob("*.py"))]
TABLES = [path for folder in ("kernel", "services") for path in sorted((ROOT / folder).rglob("migrations/*.sql"))]
SCHEMAS = [path for path in CODE if path.stem == "schemas" or path.parent.name == "schemas"]
SPOKEN = [
    *TABLES, *CODE,
    *(path for kind in ("json", "csv", "html") for folder in ("services", "deploy")
      for path in sorted((ROOT / folder).rglob(f"*.{kind}"))),
]  # fmt: skip

# parts of an identifier that must not follow one another
NEVER = [
    words.split()
    for words in (
        "blacklist", "black list", "watchlist", "watch list", "key person", "key people", "nuisance", "troublemaker",
        "repeat petitioner", "repeat caller", "repeat petition", "petitioner score", "person score", "citizen score",
        "resident score", "credit score", "risk score", "risk level", "petition count", "complaint count",
        "person tag", "person label", "face", "faces", "facial", "gait", "biometric", "biometrics", "iris", "plate",
        "religion", "religious", "ethnicity", "ethnic", "political", "trajectory", "person track", "track person",
        "intercept", "interception", "stability control", "opinion removal", "remove post", "public sentiment",
        "volume rank", "petition rank",
    )
]  # fmt: skip
NEVER_SAID = re.compile("黑名单|重点人员|重点人群|重点人|缠访|闹访|截访|稳控|维稳对象|人脸|步态|信访排名|舆情删除")
# what a record of a person would hold that no procedure here needs
NOT_COLLECTED = {"id_number", "identity_number", "idcard", "birth_date", "birthday", "gender", "sex", "health"}

COLUMN = re.compile(r"^\s+(\w+)\s+(bytea|text|jsonb|uuid|date|integer|smallint|boolean|timestamptz)\b", re.M)
CREATED = re.compile(r"CREATE TABLE (?:IF NOT EXISTS )?(\w+) \((.*?)^\);", re.M | re.S)
ADDED = re.compile(r"ALTER TABLE (?:IF EXISTS )?(\w+)([^;]*);", re.S)
ADDED_COLUMN = re.compile(r"ADD (?:COLUMN )?(?:IF NOT EXISTS )?(\w+)\s+(bytea|\w+)")
PERSONAL = {"phone", "telephone", "mobile", "email", "contact", "name", "name_of", "address", "account"}
# columns called so that are not of a person: names of places, offices, files and facts; accounts of staff by id
IMPERSONAL = {
    ("outbox", "name"), ("area", "name"), ("area_past", "name"), ("grid", "name"), ("unit", "name"), ("loaded_file", "name"),
    ("premises", "name"), ("premises", "address"), ("member_unit", "name"), ("provider", "name"),
    ("delivery_state", "name"), ("incident", "address"), ("post", "account"), ("staff_post", "account"), ("stand_in", "account"),
    ("staff_leave", "account"), ("staff_skill", "account"), ("reading", "account"),
    ("duty_round", "account"), ("visit", "account"), ("duty_miss", "account"), ("account_request", "account"),
}  # fmt: skip
NOT_TOLD = {"name", "phone", "address", "account", "description", "words", "told", "note", "code", "matter", "request"}


def parts(identifier):
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", identifier)
    return [part for part in spaced.lower().split("_") if part]


def forbidden(identifier):
    found = parts(identifier)
    return any(never == found[i : i + len(never)] for never in NEVER for i in range(len(found)))


def identifiers(text):
    """Give every name in Python code, and every text that could be one on the wire."""
    for node in ast.walk(ast.parse(text)):
        for field in ("id", "attr", "arg", "name"):
            if isinstance(value := getattr(node, field, None), str):
                yield value
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[A-Za-z_]+", node.value):
            yield node.value


def columns(text):
    for table, body in CREATED.findall(text):
        yield from ((table, name, kind) for name, kind in COLUMN.findall(body))
    for table, body in ADDED.findall(text):
        yield from ((table, name, kind) for name, kind in ADDED_COLUMN.findall(body))


def words(text):
    return re.findall(r"\w+", re.sub(r"--[^\n]*", "", text))


def open_persons(text):
    """Give the columns of persons that are not sealed."""
    return [
        (table, name)
        for table, name, kind in columns(text)
        if name in PERSONAL and kind != "bytea" and (table, name) not in IMPERSONAL
    ]


def told(text):
    """Give the keys of the data of facts told: `data={...}` in a rule."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.keyword) and node.arg == "data" and isinstance(node.value, ast.Dict):
            yield from (key.value for key in node.value.keys if isinstance(key, ast.Constant))


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_identifier_names_what_must_not_be_built(path):
    assert not [name for name in identifiers(path.read_text()) if forbidden(name)]


@pytest.mark.parametrize("path", TABLES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_table_holds_what_must_not_be_built(path):
    text = path.read_text()
    assert not [name for name in words(text) if forbidden(name)]
    assert not NOT_COLLECTED & {name for _, name, _ in columns(text)}


@pytest.mark.parametrize("path", TABLES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_known_of_a_person_is_sealed(path):
    assert not open_persons(path.read_text())


@pytest.mark.parametrize("path", SPOKEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_speaks_of_people_as_they_must_not_be_spoken_of(path):
    assert not NEVER_SAID.search(path.read_text())


@pytest.mark.parametrize(
    "path", sorted((ROOT / "services").glob("*/domain/**/*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_no_fact_tells_who_somebody_is_or_what_they_wrote(path):
    assert not NOT_TOLD & set(told(path.read_text()))


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_schema_asks_for_what_is_not_collected(path):
    assert not NOT_COLLECTED & set(identifiers(path.read_text()))


@pytest.mark.parametrize(
    "planted",
    ["blacklist", "KeyPersonList", "is_nuisance", "repeat_petitioner", "face_vector", "gait", "ethnicity", "riskScore"],
)
def test_a_planted_name_is_found(planted):
    assert any(forbidden(name) for name in identifiers(f"class A:\n    {planted} = 1"))
    assert any(forbidden(name) for name in words(f"CREATE TABLE person (\n    {planted} text\n);"))


@pytest.mark.parametrize("innocent", ["interface", "surface", "template", "signature", "preface", "track", "person"])
def test_an_innocent_name_is_not(innocent):
    assert not forbidden(innocent)


def test_a_planted_value_on_the_wire_is_found():
    assert any(forbidden(name) for name in identifiers('KIND = Choice("ordinary", "nuisance")'))


def test_a_planted_open_column_is_found():
    assert open_persons("CREATE TABLE caller (\n    phone text NOT NULL,\n    name bytea\n);") == [("caller", "phone")]
    assert open_persons("ALTER TABLE caller ADD COLUMN phone text;") == [("caller", "phone")]


def test_a_planted_field_of_a_fact_is_found():
    assert "phone" in set(told('take(record, "report", doer, data={"phone": phone})'))
