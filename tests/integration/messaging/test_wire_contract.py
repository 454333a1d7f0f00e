"""Names and bodies on the wire, seen by pika and by nameko as it is shipped: neither knows anything of ours."""
from __future__ import annotations

import json

import pytest
from nameko.exceptions import RemoteError
from nameko.standalone.rpc import ServiceRpcProxy

from kernel import reply
from kernel.errors import Conflict
from tests.integration.messaging.shared import amqp_url, ledger, peer

__all__ = ["amqp_url", "ledger", "peer"]
JSON = {"content_type": "application/json", "content_encoding": "utf-8"}
PING = json.dumps({"args": [{"n": 1}], "kwargs": {}})


@pytest.fixture
def ask(foreigner, wait_until):
    """Publish a request as a foreign system does, and give the reply; None when there is none before a later call's."""
    import pika

    queue = foreigner.queue_declare("", exclusive=True).method.queue
    foreigner.queue_bind(queue, "nameko-rpc", queue)

    def publish(body, key, **properties):
        foreigner.basic_publish("nameko-rpc", key, body, pika.BasicProperties(**properties))

    def get():
        found = wait_until(lambda: (got := foreigner.basic_get(queue, auto_ack=True))[0] and got)
        return found[1].correlation_id, json.loads(found[2])

    def run(body, key="echo.ping", **properties):
        publish(body, key, **{"reply_to": queue, "correlation_id": "asked", **JSON, **properties})
        publish(PING, "echo.ping", reply_to=queue, correlation_id="after", **JSON)
        answers = dict(get() for _ in range(2 if properties.get("reply_to", queue) else 1))
        assert answers["after"]["error"] is None, "the service must live on"
        return answers.get("asked")

    return run


def test_a_foreigner_calls_by_exchange_and_routing_key_and_is_answered_in_its_own_queue(peer, ask):
    answer = ask(PING)
    assert answer["error"] is None
    assert answer["result"]["command"] == {"n": 1}


def test_the_command_may_be_given_by_name(peer, ask):
    assert ask(json.dumps({"args": [], "kwargs": {"command": {"n": 2}}}))["result"]["command"] == {"n": 2}


def test_the_queue_of_a_service_is_declared_as_nameko_declares_it(peer, foreigner):
    foreigner.queue_declare("rpc-echo", durable=True)
    foreigner.exchange_declare("nameko-rpc", "topic", durable=True)


@pytest.mark.parametrize(
    "body",
    ["not json", "[]", '"text"', "7", "null", "{}", '{"args": 1, "kwargs": {}}', '{"args": [], "kwargs": []}',
     '{"args": [], "kwargs": {}}', '{"args": [{}, {}], "kwargs": {}}', '{"args": ["text"], "kwargs": {}}',
     '{"args": [], "kwargs": {"order": {}}}', "\ud800".encode("utf-8", "surrogatepass")],
)  # fmt: skip
def test_a_body_that_is_no_call_is_answered_as_malformed(peer, ask, body):
    assert ask(body)["error"]["exc_type"] == "Malformed"


@pytest.mark.parametrize(
    "properties",
    [
        {"content_type": None},
        {"content_type": "application/x-python-serialize"},
        {"headers": {"nameko.actor": "not json"}},
        {"headers": {"nameko.actor": '{"id": 1, "colour": 2}'}},
        {"headers": {"nameko.actor": 7}},
    ],
)
def test_properties_that_cannot_be_read_are_answered_as_malformed(peer, ask, properties):
    assert ask(PING, **properties)["error"]["exc_type"] == "Malformed"


def test_an_unknown_method_is_answered(peer, ask):
    assert ask(PING, "echo.nothing_like_it")["error"]["exc_type"] == "Malformed"


def test_a_request_nobody_wants_an_answer_to_is_done_without_one(peer, ask):
    assert ask(PING, reply_to=None) is None


def test_a_malformed_request_nobody_wants_an_answer_to_is_dropped(peer, ask):
    assert ask("not json", reply_to=None) is None


def test_headers_that_mean_nothing_are_no_obstacle(peer, ask):
    headers = {"x-deadline": "soon", "x-death": [{"count": 3}], "nameko.language": 5, "traceparent": 1}
    assert ask(PING, headers=headers)["error"] is None


def test_a_failure_on_the_wire_has_nameko_s_four_fields_and_ours_as_one_json_argument(peer, ask):
    error = ask(PING, "echo.clash")["error"]
    assert (error["exc_type"], error["exc_path"], error["value"]) == (
        "Conflict", "kernel.errors.Conflict", "echo.act_not_allowed",
    )  # fmt: skip
    assert json.loads(error["exc_args"][0])["facts"] == {
        "state": "closed", "legal": ["reopen"], "names": {"closed": "put away"},
    }  # fmt: skip


def test_of_a_defect_only_its_class_leaves_the_process(peer, ask):
    error = ask(json.dumps({"args": [{"secret": "李小红"}], "kwargs": {}}), "echo.crash")["error"]
    assert error == {"exc_type": "KeyError", "exc_path": "builtins.KeyError", "exc_args": [], "value": ""}


def test_nameko_s_own_proxy_is_answered_and_raises_our_failures(peer, amqp_url):
    assert reply.PATHS  # importing it registers them
    with ServiceRpcProxy("echo", {"AMQP_URI": amqp_url}, timeout=10) as echo:
        assert echo.ping({"n": 3})["command"] == {"n": 3}
        with pytest.raises(Conflict) as caught:
            echo.clash({})
        assert caught.value.facts["legal"] == ["reopen"]
        with pytest.raises(RemoteError):
            echo.crash({"secret": "x"})


def test_an_event_is_bare_json_with_its_id_as_message_id_and_kept_on_disk(foreigner, publisher):
    foreigner.exchange_declare("grid.events", "topic", durable=True)
    queue = foreigner.queue_declare("", exclusive=True).method.queue
    foreigner.queue_bind(queue, "grid.events", "incident_reported")
    publisher.publish([("grid.events", "incident_reported", "id-1", '{"id":"id-1"}', {"traceparent": "00-a-b-01"})])
    method, properties, body = foreigner.basic_get(queue, auto_ack=True)
    assert json.loads(body) == {"id": "id-1"}
    assert (properties.message_id, properties.delivery_mode, properties.content_type, properties.content_encoding) == (
        "id-1", 2, "application/json", "utf-8",
    )  # fmt: skip
    assert (method.routing_key, properties.headers) == ("incident_reported", {"traceparent": "00-a-b-01"})
