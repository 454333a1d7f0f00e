"""What an address holds that opens one file for a while."""
from __future__ import annotations

import base64
import os

import pytest

from kernel.errors import Missing
from kernel.keyring import read_keys
from kernel.seal import Sealer
from services.gateway.attachment.link import signed
from services.gateway.attachment.link.schemas import WORD
from services.gateway.attachment.link.signed import Pass

ID = "0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e4f"
PASS = Pass(ID, "shown", 3, 1000)


def key(name):
    return f"{name}:{base64.b64encode(os.urandom(32)).decode()}"


OLD, NEW = key("k1"), key("k2")
KEYS = Sealer(read_keys(OLD))


def refused(text, keys=KEYS, **how):
    with pytest.raises(Missing) as raised:
        signed.read(keys, text, **{"holder": "", "now": 999, **how})
    return raised.value.code == "gateway.link_ended"


def test_gr_420_a_link_opens_what_it_was_made_for_until_it_ends():
    link = signed.write(KEYS, PASS, "")
    assert signed.read(KEYS, link, holder="", now=999) == PASS
    assert signed.read(KEYS, link, holder="whoever", now=999) == PASS
    assert refused(link, now=1000)


def test_gr_420_no_sign_of_a_link_can_be_changed():
    link = signed.write(KEYS, PASS, "")
    for place in range(len(link)):
        other = "A" if link[place] != "A" else "B"
        assert refused(link[:place] + other + link[place + 1 :])


@pytest.mark.parametrize("text", ["", "x", "A" * 55, "A" * 56, "!" * 56])
def test_gr_420_what_is_no_link_opens_nothing(text):
    assert refused(text)


def test_gr_420_a_link_of_one_account_opens_for_that_alone_and_does_not_name_it():
    bound = Pass(ID, "kept", 1, 1000, bound=True)
    link = signed.write(KEYS, bound, "holder-1")
    assert signed.read(KEYS, link, holder="holder-1", now=999) == bound
    assert refused(link, holder="holder-2")
    assert refused(link)
    assert b"holder" not in base64.urlsafe_b64decode(link)


def test_gr_420_a_link_lives_on_while_its_key_is_in_the_ring():
    link = signed.write(KEYS, PASS, "")
    both, new = Sealer(read_keys(f"{NEW},{OLD}")), Sealer(read_keys(NEW))
    assert signed.read(both, link, holder="", now=999) == PASS
    assert refused(link, keys=new)
    assert signed.write(both, PASS, "") == signed.write(new, PASS, "")


def test_a_link_has_the_form_the_document_tells():
    import re

    assert re.fullmatch(WORD, signed.write(KEYS, PASS, ""))
