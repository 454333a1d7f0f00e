"""A password is long, not one that everybody tries first, and says nothing of its holder."""

from __future__ import annotations

import pytest
from marshmallow import ValidationError

from kernel.errors import Invalid
from services.gateway.credential import password, strength
from services.gateway.credential.schemas import ChangePassword
from tests.make import refused


@pytest.mark.parametrize(
    "given", ["a long sentence nobody guesses", "青年路口的槐树今年开得很好", "Tq8-vfe-Wz1k", "correct horse battery"]
)
def test_a_long_one_of_any_signs_is_taken(given):
    password.check(given, login="worker1", factor=False)


@pytest.mark.parametrize(
    "given",
    [
        "qwertyuiop123456", "aaaaaaaaaaaaaaaa", "123456789012", "password123456", "PASSWORD123456", "linlilinlilinli",
        "linli1234567890", "ababababababab", "0987654321098",
    ],
)  # fmt: skip
def test_one_that_is_tried_first_is_refused(given):
    with refused(Invalid, "gateway.password_common"):
        password.check(given, login="worker1", factor=False)


def test_one_that_holds_the_login_is_refused_however_it_is_written():
    for given in ("it is WORKER1 again", "it is ｗｏｒｋｅｒ１ again"):
        with refused(Invalid, "gateway.password_holds_login"):
            password.check(given, login="worker1", factor=False)


@pytest.mark.parametrize("given", ["P@ssw0rd1234!", "letmein12345", "20260101abcd", "zhongguo123456", "Liverpool1892"])
def test_gr_467_one_that_leaked_elsewhere_or_is_made_of_words_and_dates_is_refused(given):
    with refused(Invalid, "gateway.password_weak"):
        password.check(given, login="worker1", factor=False)


@pytest.mark.parametrize("given", ["wanggeyuan2024", "aiwozhonghua", "Xiaoqu88888888"])
def test_gr_467_words_of_our_own_language_are_words(given):
    with refused(Invalid, "gateway.password_weak"):
        password.check(given, login="worker1", factor=False)


def test_gr_467_a_part_of_the_login_adds_little():
    assert strength.score("sanitation1-demo", "sanitation1") < strength.score("sanitation1-demo")
    assert strength.score("qiwen1985qiwen", "qiwen.chu") < strength.score("qiwen1985qiwen")


def test_gr_467_the_longest_is_weighed_by_its_beginning():
    assert strength.score("Tq8-vfe-Wz1k" + "x" * 116) == strength.MOST


def test_gr_468_the_more_it_takes_to_guess_the_more_the_meter_shows():
    given = ("password123456", "Liverpool1892", "summer2026!!", "a long sentence nobody guesses")
    assert [strength.score(one) for one in given] == [1, 2, 3, 4]
    assert strength.score("wangxiaoming88", "wangxiaoming88") < strength.score("wangxiaoming88")


def test_a_second_factor_lets_it_be_shorter_and_not_short():
    password.check("Tq8-vfeW", login="worker1", factor=True)
    for given, factor, least in (("Tq8-vfeW", False, 12), ("Tq8-vfe", True, 8)):
        with refused(Invalid, "gateway.password_short") as caught:
            password.check(given, login="worker1", factor=factor)
        assert caught.value.facts == {"least": least}


def test_no_more_than_128_signs_are_taken_and_none_is_cut_off():
    with pytest.raises(ValidationError):
        ChangePassword().load({"old": "x", "password": "a" * 129})
    assert ChangePassword().load({"old": "x", "password": "a b  " * 25 + "abc"})["password"] == "a b  " * 25 + "abc"
