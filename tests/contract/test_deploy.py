"""What is deployed agrees with the code: processes, ports, settings, commands, and the rules of a hardened cluster."""
from __future__ import annotations

import base64
import dataclasses
import importlib.util
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import kubernetes_validate
import pytest
import yaml

from kernel.migrate import SERVICES
from kernel.retention_own import RULES
from kernel.setting_check import check
from kernel.settings import Settings
from services.gateway.attachment.place import Place
from services.gateway.http.address import Proxies
from services.gateway.setting import READERS as GATEWAY
from services.notify.setting import READERS as NOTIFY
from tools import retention

ROOT = Path(__file__).resolve().parents[2]
OVERLAYS = sorted((ROOT / "deploy" / "k8s" / "overlays").iterdir())
VERSIONS = ("1.31", "1.37")
BUCKET = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
FILES = {"LINLI_CONFIDENTIALITY", "LINLI_OIDC", "LINLI_WINDOW"}  # an overlay mounts what they name
OWN = {
    "LINLI_AMQP_URL": "amqp://u:p@broker/linli",
    "LINLI_DATABASE_URL": "postgresql://u:p@db/linli",
    "LINLI_SEAL_KEYS": f"k1:{base64.b64encode(bytes(32)).decode()}",
    "LINLI_SMS_SECRET": f"whsec_{base64.b64encode(bytes(32)).decode()}",
}
LETS_GO = {"xigang": [], "xigang-open": ["run"]}


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
        if document["kind"] in ("Deployment", "Job", "CronJob"):
            spec = document["spec"].get("jobTemplate", document)["spec"]
            yield document["metadata"]["name"], spec["template"]["spec"]


def shared(rendered):
    (found,) = [d["data"] for name, d in kind(rendered, "ConfigMap").items() if name.startswith("linli")]
    return found


def environment(container):
    return {item["name"]: item for item in container["env"]}


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
    known = {f"LINLI_{field.name.upper()}" for field in dataclasses.fields(Settings)} | BUCKET
    needed = {f"LINLI_{f.name.upper()}" for f in dataclasses.fields(Settings) if f.default is dataclasses.MISSING}
    for name, deployment in kind(rendered, "Deployment").items():
        container = deployment["spec"]["template"]["spec"]["containers"][0]
        given = environment(container).keys() | shared(rendered).keys()
        assert given <= known, name
        assert needed <= given, name


def test_whatever_may_be_chosen_stands_in_the_config_map_or_needs_a_file(rendered):
    (gateway,) = [pod["containers"][0] for name, pod in pods(rendered) if name == "gateway"]
    chosen = {f"LINLI_{field.name.upper()}" for field in dataclasses.fields(Settings)} - environment(gateway).keys() - FILES
    assert chosen - {"LINLI_SMS_SECRET"} <= shared(rendered).keys()


def test_each_choice_of_the_base_stands_below_a_comment_that_says_what_it_is():
    lines = (ROOT / "deploy" / "k8s" / "base" / "kustomization.yaml").read_text().splitlines()
    begin = next(number for number, line in enumerate(lines) if "LINLI_PROXIES" in line)
    groups = re.findall(r"(?:c+)(n+)", "".join("c" if line.strip().startswith("#") else "n" for line in lines[begin - 1 :]))
    assert sum(map(len, groups)) == len([line for line in lines[begin:] if line.strip().startswith("- ")])


def test_the_shared_settings_are_taken(rendered, monkeypatch):
    for key, value in {**shared(rendered), **OWN}.items():
        monkeypatch.setenv(key, value)
    settings = Settings.read()
    mine = {name: reader for name, reader in {**GATEWAY, **NOTIFY}.items() if name not in ("token_key", "files", "attachments")}
    check(settings, readers=mine, rules=RULES, services=frozenset(SERVICES))
    assert not settings.attachments or Place.read(settings.attachments)
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


def test_what_is_past_its_time_is_told_each_week_and_goes_where_the_overlay_says_so(rendered, request):
    job = kind(rendered, "CronJob")["retention"]["spec"]
    assert (job["schedule"].split()[-1], job["concurrencyPolicy"]) == ("1", "Forbid")
    containers = job["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    assert [one["name"] for one in containers] == list(SERVICES)
    act = LETS_GO[request.node.callspec.params["rendered"].name]
    for one in containers:
        assert one["command"] == ["python", "-m", "tools.retention", "--service", one["name"], *act]
        assert one["envFrom"][0]["configMapRef"]["name"] in kind(rendered, "ConfigMap"), "what the district chose holds here too"
        assert environment(one)["LINLI_DATABASE_URL"]["valueFrom"]["secretKeyRef"]["key"] == f"{one['name']}-url"
    assert not act or act[0] in retention.main.commands


def test_what_few_need_comes_from_secrets_that_others_need_not_have(rendered):
    containers = {name: environment(pod["containers"][0]) for name, pod in pods(rendered) if name in ("gateway", "notify")}
    for name, variable in (*(("gateway", one) for one in BUCKET), ("notify", "LINLI_SMS_SECRET")):
        assert containers[name][variable]["valueFrom"]["secretKeyRef"]["optional"] is True


def test_there_are_always_two_front_doors_and_more_when_they_are_busy(rendered):
    scaler = kind(rendered, "HorizontalPodAutoscaler")["gateway"]["spec"]
    assert 2 <= scaler["minReplicas"] < scaler["maxReplicas"]
    assert scaler["scaleTargetRef"]["name"] == "gateway"
    assert "replicas" not in kind(rendered, "Deployment")["gateway"]["spec"], "it would undo what the autoscaler has said"
    assert kind(rendered, "PodDisruptionBudget")["gateway"]["spec"]["maxUnavailable"] == 1


def allowed(rendered, name):
    """Give the ports a service may speak to, whatever the place."""
    for policy in kind(rendered, "NetworkPolicy").values():
        if policy["spec"]["podSelector"].get("matchLabels", {}).get("app.kubernetes.io/name") == name:
            for rule in policy["spec"].get("egress", ()):
                yield from (port["port"] for port in rule["ports"])


def test_each_service_may_speak_to_what_its_settings_name(rendered):
    told = shared(rendered)
    addresses = [("gateway", told["LINLI_SCAN"]), ("notify", told["LINLI_SMS"])]
    if told["LINLI_ATTACHMENTS"]:
        addresses.append(("gateway", dict(parse_qsl(urlsplit(told["LINLI_ATTACHMENTS"]).query))["endpoint"]))
    for name, address in addresses:
        if "://" in address:
            assert (urlsplit(address).port or 443) in set(allowed(rendered, name)), address


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


def test_what_is_sent_lies_where_all_replicas_of_the_gateway_have_it(rendered):
    """On a volume that they share, or in a bucket; then each receives into a disk of its own."""
    gateway = kind(rendered, "Deployment")["gateway"]["spec"]["template"]["spec"]
    container = gateway["containers"][0]
    (folder,) = [item["value"] for item in container["env"] if item["name"] == "LINLI_FILES"]
    (mount,) = [one for one in container["volumeMounts"] if one["mountPath"] == folder]
    (volume,) = [one for one in gateway["volumes"] if one["name"] == mount["name"]]
    claims = kind(rendered, "PersistentVolumeClaim")
    if shared(rendered)["LINLI_ATTACHMENTS"]:
        assert (volume["emptyDir"]["sizeLimit"], claims) == ("4Gi", {})
    else:
        assert claims[volume["persistentVolumeClaim"]["claimName"]]["spec"]["accessModes"] == ["ReadWriteMany"]
    assert not mount.get("readOnly")
    assert gateway["securityContext"]["fsGroup"] == gateway["securityContext"]["runAsGroup"], "it may write there"


def test_no_secret_stands_in_the_tree(rendered):
    assert not kind(rendered, "Secret")


def test_the_image_holds_every_module_a_pod_runs():
    copied = {line.split()[1] for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("COPY ")}
    assert {"kernel", "services", "tools", "deploy/districts", "deploy/calendar"} <= copied
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert {"kernel", "services", "tools", "deploy/districts", "deploy/calendar", "requirements/run.txt"} == allowed
