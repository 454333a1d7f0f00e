"""The bill of materials names each package an image holds, as it is pinned, and what stands in the tree besides."""

from __future__ import annotations

import json

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tools import bom

DIGEST = "a" * 64
LOCK = f"""lamp==1.2.0 \\
    --hash=sha256:{DIGEST}
    # via linli (pyproject.toml)
wick==0.1 ; platform_system != 'Windows' \\
    --hash=sha256:{DIGEST} \\
    --hash=sha256:{"b" * 64}
    # via
    #   linli (pyproject.toml)
    #   lamp
"""


def written(found, **more):
    return json.loads(bom.document(found, name="linli", version="0.1.0", **more))


def test_a_pin_is_read_with_its_digests_and_who_wants_it():
    lamp, wick = bom.pins(LOCK)
    assert (lamp.name, lamp.version, lamp.digests, lamp.wanted_by) == ("lamp", "1.2.0", (DIGEST,), ("linli",))
    assert (wick.version, len(wick.digests), wick.wanted_by) == ("0.1", 2, ("linli", "lamp"))


def test_a_package_without_a_digest_is_refused():
    with pytest.raises(ValueError, match="wick 0.1"):
        bom.pins("wick==0.1\n")


def test_who_wants_what_stands_in_it():
    wants = {row["ref"]: row.get("dependsOn", []) for row in written(bom.pins(LOCK))["dependencies"]}
    assert wants == {
        "linli": ["pkg:pypi/lamp@1.2.0", "pkg:pypi/wick@0.1"],
        "pkg:pypi/lamp@1.2.0": ["pkg:pypi/wick@0.1"],
        "pkg:pypi/wick@0.1": [],
    }


def test_all_that_is_pinned_to_run_is_named_with_digests_and_the_form_is_the_standards(tmp_path):
    bom.main(tmp_path / "made" / "linli.cdx.json")
    text = (tmp_path / "made" / "linli.cdx.json").read_text()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    parts = {one["purl"]: one for one in json.loads(text)["components"]}
    pinned = bom.pins(bom.LOCK.read_text())
    assert {f"pkg:pypi/{pin.name}@{pin.version}" for pin in pinned} == {name for name in parts if name.startswith("pkg:pypi/")}
    for pin in pinned:
        (files,) = parts[f"pkg:pypi/{pin.name}@{pin.version}"]["externalReferences"]
        assert sorted(one["content"] for one in files["hashes"]) == sorted(pin.digests)
    assert [name.partition("@")[0] for name in parts if name.startswith("pkg:npm/")] == ["pkg:npm/swagger-ui-dist"]


def test_of_the_same_pins_the_number_is_the_same():
    numbers = {written(bom.pins(lock))["serialNumber"] for lock in (LOCK, LOCK, LOCK.replace("1.2.0", "1.2.1"))}
    assert len(numbers) == 2
