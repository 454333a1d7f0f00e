"""What makes digits the number of a person: each kind by its own marks, so that other numbers are left alone."""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from kernel.mask import mask_phone

LEAST, MOST = 7, 19  # digits of the shortest and the longest
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
# first two digits of identity numbers, GB/T 2260, and of those of residents from Hong Kong, Macao and Taiwan
PROVINCES = frozenset(
    map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83))
)
LAST = re.compile(r"[\s\-]{0,2}X(?![0-9A-Za-z])", re.IGNORECASE)
FIXED = re.compile(r"0(?:10|2[0-9])[2-8][0-9]{7}|0[3-9][0-9]{2}[2-8][0-9]{6,7}")
ABROAD = re.compile(
    r"(?:00)?(?:(?:852|853)[2-9][0-9]{7}|8869[0-9]{8}|86(?:10|2[0-9])[2-8][0-9]{7}|86[3-9][0-9]{2}[2-8][0-9]{6,7})"
)
MOBILE = re.compile(r"(?:(?:00)?86|0)?1[3-9][0-9]{9}")
# schemes that issue cards here: UnionPay 62, Visa 4, Mastercard 51-55 and 22-27, JCB 35
CARD = re.compile(r"(?:62|4[0-9]|5[1-5]|2[2-7]|35)[0-9]{14,17}")
# 62 is Gansu too: county, class 01-07 and kind of a part of the town (GB/T 30428.2)
PART = re.compile(r"62(?:0[1-9]|1[0-2]|29|30)[0-9]{2}0[1-7][0-9]{8}")
CARD_SAID = re.compile(r"卡|账|帐|银行|card|account|bank")
PHONE_SAID = re.compile(r"电话|座机|固话|手机|tel|phone")
GRID_SAID = re.compile(r"网格|编码|编号|代码|grid|code")
TRAVEL = (
    r"(?<![0-9A-Za-z])(?:[EGCWHMLTegcwhmlt][0-9]{8}(?:[0-9]{2})?|[EeCc][A-Za-z][0-9]{7}|[DSPdsp][Ee][0-9]{7})(?![0-9A-Za-z])"
)
TRAVEL_SAID = re.compile(r"护照|通行证|回乡证|台胞证|证件|证号|passport|permit")
# what letters that look like digits may hide: a mobile, or an identity number
NUMBER = re.compile(r"1[3-9][0-9]{9}|[1-8][0-9]{5}(?:19|20)[0-9]{9}[0-9X]")
# digits that may be one of the kinds below, by their count and the first few of them; nothing else is looked at
LIKELY = re.compile(
    rf"[1-8][0-9]{{5}}(?:19|20)?[0-9]{{2}}(?:0[1-9]|1[0-2])[0-3][0-9]{{4,5}}|[2-8][0-9]{{6,7}}"
    rf"|{MOBILE.pattern}|{FIXED.pattern}|{ABROAD.pattern}|{CARD.pattern}"
)
# what separates the items of a list parts one number only where people part such a number: 138, 1234, 5678
LISTING = frozenset(",，、;；:：")
PARTED = frozenset(((3, 4, 4), (6, 8, 4), (4, 4, 4, 4), (4, 4, 4, 4, 3)))
OPENS, CLOSES = "(（[【「『<〈《", ")）]】」』>〉》"
DAY = re.compile(r"[A-Za-z](?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]\Z")


@dataclass(frozen=True, slots=True)
class Span:
    """Pieces of digits that may be one number. widths: digits of each. joins: what stands between them. before: the
    characters before it, small. marked: it ends in the X of an identity number."""

    start: int
    end: int
    digits: str
    widths: tuple[int, ...]
    joins: tuple[str, ...]
    before: str
    marked: bool = False

    @classmethod
    def of(cls, plain: str, pieces: list[tuple[int, int]], before: int) -> Span:
        """Give the span of some neighbouring pieces of a text. before: how many characters before it may say what it is."""
        start, end = pieces[0][0], pieces[-1][1]
        digits = "".join(plain[a:b] for a, b in pieces)
        joins = tuple(plain[a[1]:b[0]] for a, b in pairwise(pieces))
        marked = len(digits) == 17 and LAST.match(plain, end) is not None
        widths = tuple(b - a for a, b in pieces)
        return cls(start, end, digits, widths, joins, plain[max(0, start - before):start].lower(), marked)

    def closed(self, plain: str) -> Span:
        """Give the span with its X, where it ends in one, and the bracket that one within it closes."""
        last = LAST.match(plain, self.end) if self.marked else None
        opened = self.start and plain[self.start - 1] in OPENS and any(join[0] in CLOSES for join in self.joins)
        return replace(self, start=self.start - bool(opened), end=last.end() if last else self.end)

    @property
    def plausible(self) -> bool:
        """Tell whether people write one number so: in few pieces or sign by sign; with dots only where all are dots, for
        one dot is a fraction and two pairs are coordinates; with commas only where all are commas, for amounts have them too."""
        listed = sum(not LISTING.isdisjoint(join) for join in self.joins)
        if listed:
            return listed == len(self.joins) and (self.widths in PARTED or (self.marked and self.widths == (6, 8, 3)))
        dots = sum("." in join for join in self.joins)
        if dots and (dots < len(self.joins) or dots < 2):
            return False
        return len(self.widths) <= 6 or set(self.widths) == {1}


def mask(span: Span, spared: frozenset[str]) -> str | None:
    """Give the mask of the first kind that fits, or None."""
    if not span.plausible:
        return None
    return next((shown for name, kind in KINDS.items() if name not in spared and (shown := kind(span)) is not None), None)


def ends(number: str) -> str:
    """Show the first and the last sign, domain 5.4 class P3."""
    return number[0] + "*" * (len(number) - 2) + number[-1]


def travel(number: str, before: str) -> bool:
    """Tell whether a letter with digits is a passport or permit; one that reads as a day must be called so."""
    return DAY.match(number) is None or TRAVEL_SAID.search(before) is not None


def identity(span: Span) -> str | None:
    """GB 11643: area, day of birth, and a check that a slip of the pen may spoil without hiding whose it is."""
    digits = span.digits
    if span.marked or len(digits) == 18:
        whole = digits + "X" if span.marked else digits
        return ends(whole) if digits[:2] in PROVINCES and _born(digits[6:14]) else None
    if len(digits) != 15 or digits[:2] not in PROVINCES or not _born("19" + digits[6:12]):
        return None
    return None if _reads_as_grid(span) else ends(digits)


def checked(number: str) -> bool:
    """Tell whether the check sign of an identity number of 18 signs is right, GB 11643."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(number[:17], WEIGHTS, strict=True)) % 11] == number[17].upper()


def _reads_as_grid(span: Span) -> bool:
    """Old numbers of who was born to 1959 may read as a grid of 15 digits: street to 599, so the word before decides."""
    street = span.digits[6]
    return street in "01" or (street in "2345" and GRID_SAID.search(span.before) is not None)


def _born(text: str) -> bool:
    try:
        return 1900 <= date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:]}").year <= 2099
    except ValueError:
        return False


def mobile(span: Span) -> str | None:
    """Eleven digits from 13 to 19, with 86 or 0 before them; sign by dot by sign only as 138.1234.5678."""
    if not MOBILE.fullmatch(span.digits) or (any("." in join for join in span.joins) and span.widths[-3:] != (3, 4, 4)):
        return None
    return mask_phone(span.digits[-11:])


def fixed(span: Span) -> str | None:
    """Area code and number; abroad or with 86 behind a plus; a number alone where the words before call it a telephone."""
    if FIXED.fullmatch(span.digits):
        return mask_phone(span.digits)
    if (span.before.endswith("+") or span.digits.startswith("00")) and ABROAD.fullmatch(span.digits):
        return ends(span.digits)
    local = len(span.digits) in (7, 8) and span.digits[0] in "2345678" and not _day(span.digits)
    return ends(span.digits) if local and PHONE_SAID.search(span.before) else None


def _day(digits: str) -> bool:
    return DAY.match("d" + digits) is not None


def card(span: Span) -> str | None:
    """Sixteen to nineteen digits of a scheme whose check (Luhn) is right; of 17 and 18, which grids have too, if called so."""
    digits = span.digits
    if not CARD.fullmatch(digits) or not luhn(digits) or min(span.widths) == 1 < max(span.widths):
        return None
    doubtful = len(digits) in (17, 18) or PART.fullmatch(digits) is not None
    return ends(digits) if not doubtful or CARD_SAID.search(span.before) else None


def luhn(digits: str) -> bool:
    """Tell whether the last digit checks the others, ISO/IEC 7812."""
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    return (sum(d - 9 if d > 9 else d for d in doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0


KINDS: dict[str, Callable[[Span], str | None]] = {"identity": identity, "mobile": mobile, "fixed": fixed, "card": card}
