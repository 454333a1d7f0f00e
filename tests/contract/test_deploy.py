"""What is deployed agrees with the code: processes, ports, settings, commands, and the rules of a hardened cluster."""
from __future__ import annotations

import dataclasses
import importlib.util
import shutil
import subprocess
from pathlib import Path

import kubernetes_validate
import pytest
import yaml

from kernel.migrate import SERVICES
from kernel.settings import Settings
from services.gateway.http.address import Proxies

ROOT = Path(__file__).resolve().parents[2]
OVERLAYS = sorted((ROOT / "deploy" / "k8s" / "overlays").iterdir())
VERSIONS = ("1.31", "1.37")


@pytest.fixture(scope="module", params=OVERLAYS, ids=lambda path: path.name)
def rendered(request):
    assert shutil.which("kubectl"), "kubectl is missing: get it from your distribution or kubernetes.io"
    done = subprocess.run(["kubectl", "kustomize", str(request.param)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [document for document in yaml.safe_load_all(done.stdout) if document]


def kind(rendered, name):
    return {d["metadata"]["name"]: d for d in rendered if d["kind"] == name}


def pods(rendered):
    for document in rendered:
        if document["kind"] in ("Deployment", "Job"):
            yield document["metadata"]["name"], document["spec"]["template"]["spec"]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_document_is_valid_strictly(rendered, version):
    for document in rendered:
        kubernetes_validate.validate(document, version, strict=True)


def test_each_service_is_one_deployment_that_starts_it(rendered):
    deployments = kind(rendered, "Deployment")
    assert set(deployments) == set(SERVICES)
    for name, deployment in deployments.items():
        assert deployment["spec"]["template"]["spec"]["containers"][0]["args"] == [name]
        assert importlib.util.find_spec(f"services.{name}.service")


def test_every_setting_of_a_deployment_is_one_the_code_reads_and_none_it_needs_is_missing(rendered):
    known = {f"LINLI_{field.name.upper()}" for field in dataclasses.fields(Settings)}
    needed = {f"LINLI_{f.name.upper()}" for f in dataclasses.fields(Settings) if f.default is dataclasses.MISSING}
    (shared,) = [d["data"] for name, d in kind(rendered, "ConfigMap").items() if name.startswith("linli")]
    for name, deployment in kind(rendered, "Deployment").items():
        container = deployment["spec"]["template"]["spec"]["containers"][0]
        given = {item["name"] for item in container["env"]} | set(shared)
        assert given <= known, name
        assert needed <= given, name


def test_the_shared_numbers_can_be_cast(rendered, monkeypatch):
    (shared,) = [d["data"] for name, d in kind(rendered, "ConfigMap").items() if name.startswith("linli")]
    for key, value in {**shared, "LINLI_AMQP_URL": "a", "LINLI_DATABASE_URL": "d", "LINLI_SEAL_KEYS": "k"}.items():
        monkeypatch.setenv(key, value)
    settings = Settings.read()
    assert len(settings.district) == 6
    assert Proxies(settings.proxies).client("10.1.2.3", "203.0.113.7") == "203.0.113.7"
    assert settings.drain < 35 - 5, "the process must have drained before it is killed"


def test_probes_and_services_name_ports_that_are_open(rendered):
    services = kind(rendered, "Service")
    for name, deployment in kind(rendered, "Deployment").items():
        container = deployment["spec"]["template"]["spec"]["containers"][0]
        ports = {port["name"]: port["containerPort"] for port in container["ports"]}
        env = {item["name"]: item.get("value") for item in container["env"]}
        assert str(ports["metrics"]) == env["LINLI_METRICS_PORT"]
        assert ports.get("http", 0) == int(env.get("LINLI_HTTP_PORT", 0))
        for probe, path in (("startupProbe", "/readyz"), ("livenessProbe", "/healthz"), ("readinessProbe", "/readyz")):
            assert container[probe]["httpGet"] == {"path": path, "port": "metrics"}
        assert {port["targetPort"] for port in services[name]["spec"]["ports"]} <= set(ports)


def test_jobs_run_modules_that_exist(rendered):
    for name, job in kind(rendered, "Job").items():
        command = job["spec"]["template"]["spec"]["containers"][0]["command"]
        assert command[:2] == ["python", "-m"], name
        assert importlib.util.find_spec(command[2]), name
        for path in command[3:]:
            assert (ROOT / path).exists(), path


def test_the_migration_is_given_the_address_of_every_service(rendered):
    env = kind(rendered, "Job")["migrate"]["spec"]["template"]["spec"]["containers"][0]["env"]
    assert {item["name"] for item in env} == {"LINLI_ADMIN_URL", *(f"LINLI_{s.upper()}_DATABASE_URL" for s in SERVICES)}


def test_no_pod_may_do_more_than_it_must(rendered):
    for name, pod in pods(rendered):
        assert pod["securityContext"]["runAsNonRoot"], name
        assert pod["automountServiceAccountToken"] is False, name
        for container in pod["containers"]:
            context = container["securityContext"]
            assert context["readOnlyRootFilesystem"], name
            assert not context["allowPrivilegeEscalation"], name
            assert context["capabilities"] == {"drop": ["ALL"]}, name
            assert {"cpu", "memory"} <= set(container["resources"]["limits"]), name


def test_nothing_may_speak_unless_it_is_named(rendered):
    policies = kind(rendered, "NetworkPolicy")
    assert policies["default-deny"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    (door,) = policies["front-door"]["spec"]["ingress"]
    gateway = kind(rendered, "Deployment")["gateway"]["spec"]["template"]["spec"]["containers"][0]
    assert door["ports"][0]["port"] == next(p["containerPort"] for p in gateway["ports"] if p["name"] == "http")


def test_what_is_sent_lies_on_a_volume_that_all_replicas_of_the_gateway_share(rendered):
    gateway = kind(rendered, "Deployment")["gateway"]["spec"]["template"]["spec"]
    container = gateway["containers"][0]
    (folder,) = [item["value"] for item in container["env"] if item["name"] == "LINLI_FILES"]
    (mount,) = [one for one in container["volumeMounts"] if one["mountPath"] == folder]
    (volume,) = [one for one in gateway["volumes"] if one["name"] == mount["name"]]
    claim = kind(rendered, "PersistentVolumeClaim")[volume["persistentVolumeClaim"]["claimName"]]
    assert claim["spec"]["accessModes"] == ["ReadWriteMany"]
    assert not mount.get("readOnly")
    assert gateway["securityContext"]["fsGroup"] == gateway["securityContext"]["runAsGroup"], "it may write there"


def test_no_secret_stands_in_the_tree(rendered):
    assert not kind(rendered, "Secret")


def test_the_image_holds_every_module_a_pod_runs():
    copied = {line.split()[1] for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("COPY ")}
    assert {"kernel", "services", "tools", "deploy/districts", "deploy/calendar"} <= copied
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert {"kernel", "services", "tools", "deploy/districts", "deploy/calendar", "requirements/run.txt"} == allowed
