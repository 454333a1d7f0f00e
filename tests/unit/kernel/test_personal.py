"""Numbers of people in typed words: all of them are found, and nothing else is touched."""
from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import personal, personal_kind, wire
from kernel.number import Number
from kernel.personal import shown

PERSON = [
    ("电话13800001234", "电话138****1234"),
    ("138 0000 1234", "138****1234"),
    ("138-0000-1234，急", "138****1234，急"),
    ("138.0000.1234", "138****1234"),
    ("1 3 8 0 0 0 0 1 2 3 4", "138****1234"),
    ("１３８００００１２３４", "138****1234"),
    ("一三八零零零零一二三四", "138****1234"),
    ("幺三八零零零零幺二三四", "138****1234"),
    ("+86 138 0000 1234", "+138****1234"),
    ("8613800001234", "138****1234"),
    ("wx13800001234", "wx138****1234"),
    ("2026-11-22 13800001234", "2026-11-22 138****1234"),
    ("138\u200b0000\u200b1234", "138****1234"),
    ("0411-83655678", "0411****5678"),
    ("（0411）8365 5678", "0411****5678"),
    ("01083655678", "010****5678"),
    ("家里电话：83655678", "家里电话：8******8"),
    ("+852 6123 4567", "+8*********7"),
    ("身份证360426199101010071的", "身份证3****************1的"),
    ("21020319900101123x", "2****************X"),
    ("210203 19900101 123X", "2****************X"),
    ("210203900101123", "2*************3"),
    ("身份证210203400101123", "身份证2*************3"),
    ("4111 1111 1111 1111", "4**************1"),
    ("6222021234567890128", "6*****************8"),
    ("护照E12345678", "护照E*******8"),
    ("护照号E20261122", "护照号E*******2"),
    ("EA1234567, C12345678", "E*******7, C*******8"),
    ("13800001234、13900005678", "138****1234、139****5678"),
    ("13800001234 13900005678", "138****1234 139****5678"),
    ("138，0000，1234", "138****1234"),
    ("138, 0000, 1234", "138****1234"),
    ("138、0000、1234", "138****1234"),
    ("138：0000：1234", "138****1234"),
    ("138|0000|1234", "138****1234"),
    ("138~0000～1234", "138****1234"),
    ("138…0000…1234", "138****1234"),
    ("138 —— 0000 —— 1234", "138****1234"),
    ("138    0000    1234", "138****1234"),
    ("138\n0000\n1234", "138****1234"),
    ("【138】0000「1234」", "138****1234」"),
    ("138\u00ad0000\u00ad1234", "138****1234"),
    ("138\u202a0000\u202c1234", "138****1234"),
    ("1\ufe0f\u20e33\ufe0f\u20e38\ufe0f\u20e30\ufe0f\u20e30\ufe0f\u20e30\ufe0f\u20e30\ufe0f\u20e31\ufe0f\u20e32\ufe0f\u20e33\ufe0f\u20e34\ufe0f\u20e3",
     "138****1234\ufe0f\u20e3"),
    ("¹³⁸⁰⁰⁰⁰¹²³⁴", "138****1234"),
    ("❶❸❽⓿⓿⓿⓿❶❷❸❹", "138****1234"),
    ("𝟏𝟑𝟖𝟎𝟎𝟎𝟎𝟏𝟐𝟑𝟒", "138****1234"),
    ("138OOOO1234", "138****1234"),
    ("l38o0001234", "138****1234"),
    ("I38O000l234", "138****1234"),
    ("21O20319900101123Ⅹ", "2****************X"),
    ("210203, 19900101, 1234", "2****************4"),
]
NOT_A_PERSON = [
    "SJ210203-20261122-000017",
    "210203004001",
    "210203004001001",
    "网格210203401001001",
    "21020300400101001",
    "01050121020300400101",
    "62090200100101001",
    "6209020101000123",
    "121.618640, 38.914590",
    "121.618640 38.914590",
    "38.9145901234",
    "2026-11-22 10:30:12",
    "2026-11-22T10:30:00+08:00",
    "2026/11/22 1030",
    "20261122103000",
    "1763778600000",
    "1,380,000,123.40元",
    "13,800,001,234元",
    "请拨打12345或400-820-8820",
    "1 3 5 7 9 11 13 15栋",
    "3-2-1301室 15号楼 2026〔11〕号",
    "辽B12345、辽BD12345",
    "91350100M000100Y43",
    "T20261122",
    "0199a3d4-6c1e-7b52-9f0e-138000012345",
    "d41d8cd98f00b204e9800998ecf8427e",
    "138****1234 5678901",
    "1、3、5、7、9、2、4、6、8、1、2、3号楼",
    "13:45:12 12345",
    "13、800、001、234",
    "路灯DD1380013800O",
    "型号LO1380Ol2345",
    "138.5，1234，5678",
]


@pytest.mark.parametrize(("typed", "kept"), PERSON)
def test_gr_410_a_number_of_a_person_is_masked(typed, kept):
    assert shown(typed).text == kept


@pytest.mark.parametrize("typed", NOT_A_PERSON)
def test_gr_410_other_numbers_are_left_as_they_are(typed):
    assert shown(typed) == personal.Shown(typed)


@pytest.mark.parametrize(("typed", "kept"), PERSON)
def test_masking_what_is_masked_changes_nothing(typed, kept):
    assert shown(kept) == personal.Shown(kept)


def test_each_of_several_is_counted():
    assert shown("13800001234，或139-0000-5678，证件360426199101010071").masked == 3


def test_an_office_may_name_its_own_telephone_and_nobody_else():
    typed = "请致电0411-83655678，勿打13800001234"
    assert shown(typed, spared=frozenset({"fixed"})).text == "请致电0411-83655678，勿打138****1234"


@pytest.mark.parametrize(("number", "right"), [("360426199101010071", True), ("360426199101010072", False)])
def test_the_check_of_an_identity_number_is_gb_11643(number, right):
    assert personal_kind.checked(number) is right


digit = st.sampled_from("0123456789")
mobiles = st.builds(lambda second, rest: f"1{second}{rest}", st.sampled_from("3456789"), st.text(digit, min_size=9, max_size=9))
stems = st.builds(
    lambda province, area, day, rest: f"{province}{area}{day:%Y%m%d}{rest}",
    st.sampled_from(sorted(personal_kind.PROVINCES)), st.text(digit, min_size=4, max_size=4),
    st.dates(date(1900, 1, 1), date(2026, 11, 22)), st.text(digit, min_size=3, max_size=3),
)  # fmt: skip
identities = stems.map(lambda stem: next(stem + c for c in "0123456789X" if personal_kind.checked(stem + c)))
cards = st.text(digit, min_size=14, max_size=14).map(
    lambda rest: next(f"4{rest}{last}" for last in "0123456789" if personal_kind.luhn(f"4{rest}{last}"))
)
numbers = st.one_of(mobiles, identities, cards)
between = st.sampled_from(["", " ", "-", " - ", "\u3000", "—", "－", "\u200b", "\n", "·"])
# words people write around a number: no sign of a number, nor what a mask is made of
wordy = st.characters(exclude_categories=("Nd", "No", "Nl", "Cs"), exclude_characters=personal.DIGITS + "*＊+＋")
around = st.text(wordy, max_size=20)
FORMS = ["0123456789", "０１２３４５６７８９", "〇一二三四五六七八九"]


def written(number, join, form):
    groups = {11: (3, 4, 4), 18: (6, 8, 4), 16: (4, 4, 4, 4)}[len(number)]
    places = [sum(groups[:i]) for i in range(len(groups) + 1)]
    typed = join.join(number[a:b] for a, b in pairwise(places))
    return typed.translate(str.maketrans(FORMS[0], form))


@given(st.lists(st.tuples(around, numbers, between, st.sampled_from(FORMS)), min_size=1, max_size=4), around)
def test_gr_410_whatever_is_planted_in_any_words_is_found_each_time(plants, end):
    # a letter before or after belongs to the words; a comma keeps two numbers apart
    text = "，".join(f"{words}，{written(number, join, form)}" for words, number, join, form in plants) + "，" + end
    kept = shown(text)
    plain = "".join(sign for sign in kept.text.translate(personal.READ) if sign.isalnum() or sign == "*")
    assert kept.masked == len(plants)
    assert not [number for _, number, _, _ in plants if number in plain]
    assert shown(kept.text) == personal.Shown(kept.text)


@given(around)
def test_words_without_digits_come_back_as_they_are(text):
    assert shown(text) == personal.Shown(text)


@given(
    st.lists(
        st.one_of(
            st.dates(date(2000, 1, 1), date(2099, 12, 31)).map(str),
            st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)).map(lambda at: f"{at:%Y-%m-%d %H:%M}"),
            # 130, 1000, 2000 in a list is how people part a telephone
            st.integers(0, 999_999).map(str).filter(lambda text: len(text) != 4),
            st.decimals(73, 135, places=6).map(str),
            st.builds(lambda n: str(Number("SJ", "210203", date(2026, 11, 22), n)), st.integers(1, 99_999)),
            st.builds(lambda *parts: "210203" + "".join(f"{part:03d}" for part in parts), *[st.integers(1, 199)] * 3),
            st.uuids().map(str),
        ),
        max_size=8,
    )
)
def test_gr_410_what_names_places_days_and_matters_comes_back_as_it_is(pieces):
    text = "，".join(pieces)
    assert shown(text).text == text


@pytest.mark.parametrize("before", ["269537，", "269537 ", "12/", "编号："])
def test_gr_410_a_number_before_the_name_of_a_record_does_not_reach_into_it(before):
    text = f"{before}5a23a81e-0431-4562-9820-df00555cca1a"
    assert shown(text) == personal.Shown(text)


def test_gr_410_a_list_of_small_numbers_does_not_reach_into_the_day_behind_it():
    assert shown("130，1000，2000-01-01").masked == 0


HOSTILE = {
    "digits": "1", "pairs": "13 ", "blanks": "1   ", "stars": "1***", "dots": "1.2.", "phones": "13800001234 ",
    "hex": "0a1b2c3d-", "letters": "E1234567", "brackets": "(0411)", "days": "2026-11-2", "cards": "6222 ",
}  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_takes_steps_in_proportion_to_its_length(piece, monkeypatch):
    steps = 0
    of = personal_kind.Span.of

    def counted(*args):
        nonlocal steps
        steps += 1
        return of(*args)

    monkeypatch.setattr(personal_kind.Span, "of", staticmethod(counted))
    counts = []
    for length in (1000, 4000):
        steps = 0
        shown((piece * length)[:length])
        counts.append(steps)
    assert counts[0] <= 1000 * personal_kind.MOST
    assert counts[1] <= 4.2 * counts[0] + personal_kind.MOST


BEGINNINGS = (
    "1", "138", "0086138", "0411", "010", "852", "008869", "62", "4", "51", "210203", "21020319900101", "210203900101", "2345",
)  # fmt: skip


@given(st.sampled_from(BEGINNINGS), st.text("0123456789", min_size=19, max_size=19))
def test_gr_410_no_digits_of_a_kind_are_passed_over_unlooked_at(beginning, rest):
    for count in range(personal_kind.LEAST, personal_kind.MOST + 1):
        for last in "0123456789":  # one of them is what a check wants
            digits = (beginning + rest)[: count - 1] + last
            span = personal_kind.Span(0, count, digits, (count,), (), "电话 银行卡 +", marked=count == 17)
            found = [name for name, kind in personal_kind.KINDS.items() if kind(span) is not None]
            assert not found or personal_kind.LIKELY.fullmatch(digits), found


class Said(wire.Schema):
    words = wire.Text(most=200)
    told = wire.Told(most=200)
    phone = wire.Exact(most=20)


def test_gr_410_words_are_masked_as_they_come_in_and_the_contact_is_kept():
    typed = "找我：13800001234，0411-83655678"
    read = wire.load(Said, {"words": typed, "told": typed, "phone": "13800001234"})
    assert read == {
        "words": "找我：138****1234，0411****5678", "told": "找我：138****1234，0411-83655678", "phone": "13800001234",
    }  # fmt: skip
    assert wire.masked() == 3


def test_what_was_masked_is_told_of_the_latest_reading_alone():
    wire.load(Said, {"words": "13800001234"})
    wire.load(Said, {"words": "没有号码"})
    assert wire.masked() == 0
