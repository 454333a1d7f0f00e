"""What of a call travels in headers."""
from kernel import carried

CONTEXT = {"actor": '{"id":"a"}', "idempotency_key": "k", "language": "zh", "traceparent": "00-a-b-01"}


def test_a_context_comes_back_from_its_headers():
    assert carried.context(carried.headers(CONTEXT)) == CONTEXT


def test_the_trace_is_also_there_under_its_own_name_and_read_from_it():
    assert carried.headers(CONTEXT)["traceparent"] == "00-a-b-01"
    assert carried.context({"traceparent": "00-c-d-01"}) == {"traceparent": "00-c-d-01"}


def test_what_is_empty_is_not_sent():
    assert carried.headers({"idempotency_key": None, "traceparent": ""}) == {}


def test_what_brokers_add_is_not_believed():
    assert carried.context({"x-death": [1], "nameko.colour": "red", "x-received-from": "b"}) == {}


def test_only_a_number_is_a_deadline():
    assert carried.deadline({"x-deadline": 7}) == 7.0
    assert carried.deadline({"x-deadline": "soon"}) is None
    assert carried.deadline({}) is None
