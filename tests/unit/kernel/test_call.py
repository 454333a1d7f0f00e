"""Who asks."""
from kernel.call import Actor, Call
from kernel.clock import now


def test_what_a_service_does_on_hearing_a_fact_is_done_by_nobody_under_no_key_in_the_same_trace():
    heard = Call(actor=Actor("a1", "officer", "u1", "210203000000"), key="k", trace="t", language="en", now=now())
    assert heard.system() == Call(actor=Actor(role="system"), key=None, trace="t", language="en", now=heard.now)
