"""The example of providers that ships can be read by the code and rendered into an overlay as docs/sign-in.md says."""

from __future__ import annotations

import shutil
import subprocess

import kubernetes_validate
import yaml

from services.gateway.oidc import mapping, setting
from tests.markdown import ROOT, code, tables

EXAMPLE = ROOT / "deploy" / "k8s" / "sign-in"
OVERLAY = """
configMapGenerator:
  - name: linli-oidc
    files: [oidc.toml, staff.csv, residents.csv]
patchesStrategicMerge: [oidc.yaml]
"""


def read(tmp_path):
    for path in EXAMPLE.iterdir():
        shutil.copy(path, tmp_path / path.name)
    for name in ("staff", "residents"):
        (tmp_path / f"{name}.secret").write_text("s")
    text = (tmp_path / "oidc.toml").read_text()
    (tmp_path / "oidc.toml").write_text(text.replace("/run/secrets/linli-oidc/staff", "staff.secret")
                                            .replace("/run/secrets/linli-oidc/residents", "residents.secret"))  # fmt: skip
    return setting.read(str(tmp_path / "oidc.toml"))


def test_the_example_is_read_and_places_people(tmp_path):
    found = read(tmp_path)
    assert list(found.by_id) == ["staff", "residents"]
    claims = {"sub": "1", "roles": ["linli-grid"], "area_code": "210203001000", "org_code": "w7"}
    placed = mapping.placed(found.by_id["staff"], claims, district="210203")
    assert (placed.role, placed.unit, placed.area) == ("grid_worker", "w7", "210203001000")
    assert mapping.placed(found.by_id["residents"], claims, district="210203").role == "resident"


def test_an_overlay_with_the_example_is_valid_and_mounts_what_it_names(tmp_path):
    shutil.copytree(ROOT / "deploy" / "k8s", tmp_path / "k8s")
    overlay = tmp_path / "k8s" / "overlays" / "xigang"
    for path in EXAMPLE.iterdir():
        shutil.copy(path, overlay / path.name)
    main = overlay / "kustomization.yaml"
    text = main.read_text().replace("resources:\n", "resources:\n  - network.yaml\n")
    generated = OVERLAY.replace("configMapGenerator:\n", "")
    listed, patched = generated.split("patchesStrategicMerge")
    main.write_text(text.replace("configMapGenerator:\n", "configMapGenerator:" + listed) + "patchesStrategicMerge" + patched)
    done = subprocess.run(["kubectl", "kustomize", str(overlay)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    documents = [one for one in yaml.safe_load_all(done.stdout) if one]
    for one in documents:
        kubernetes_validate.validate(one, "1.31", strict=True)
    (gateway,) = [one for one in documents if one["kind"] == "Deployment" and one["metadata"]["name"] == "gateway"]
    pod = gateway["spec"]["template"]["spec"]
    (configured,) = [one["configMap"]["name"] for one in pod["volumes"] if one["name"] == "oidc"]
    (made,) = [one for one in documents if one["kind"] == "ConfigMap" and one["metadata"]["name"] == configured]
    assert set(made["data"]) == {"oidc.toml", "staff.csv", "residents.csv"}
    assert {"LINLI_OIDC", "LINLI_TOKEN_KEY"} <= {one["name"] for one in pod["containers"][0]["env"]}


def test_the_page_names_each_key_of_the_file():
    (rows,) = [rows for rows in tables(ROOT / "docs" / "sign-in.md").values() if rows and "key" in rows[0]]
    assert {word for row in rows for word in code(row["key"])} == setting.REQUIRED | setting.OPTIONAL
