"""Numbers of people in words that somebody typed: found in any writing, and shown only as far as they may be."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kernel import personal_kind
from kernel.personal_kind import Span

# as one types them: full-width, of other scripts, circled, in characters; 幺 is one said over the telephone
FORMS = {
    "0123456789": (
        "０１２３４５６７８９", "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "⓪①②③④⑤⑥⑦⑧⑨", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹",
        "⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉", "⓿❶❷❸❹❺❻❼❽❾", "०१२३४५६७८९",
    ),
    "123456789": ("⑴⑵⑶⑷⑸⑹⑺⑻⑼", "⒈⒉⒊⒋⒌⒍⒎⒏⒐", "➀➁➂➃➄➅➆➇➈", "➊➋➌➍➎➏➐➑➒", "⓵⓶⓷⓸⓹⓺⓻⓼⓽", "㈠㈡㈢㈣㈤㈥㈦㈧㈨"),
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ": (
        "ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ", "ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ",
    ),
    "1XXXX+.*": ("幺×ⅩХΧ＋．＊",),
}  # fmt: skip
# digits of mathematics, five kinds of them, beyond what the first look at a text can tell
WIDE = {0x1D7CE + at: str(at % 10) for at in range(50)}
ANY_WIDE = re.compile("[\U0001d7ce-\U0001d7ff]")
# sign for sign, so that a place in what is read is the same place in what was written
READ = {ord(sign): plain for plains, rows in FORMS.items() for row in rows for sign, plain in zip(row, plains, strict=True)}
READ |= WIDE

# none beyond four hexadecimal digits, which would make reading slow
DIGITS = "0-9" + "".join((*FORMS["0123456789"], *FORMS["123456789"])) + "幺"
# blanks, strokes, dots, brackets, what separates a list (see `Span.plausible`), and what nobody sees
BETWEEN = (
    r"\s\-‐‑‒–—―－_.．·・•。…⋯/\\|｜~～'’‘()（）\[\]【】「」『』<>〈〉《》,，、;；:："
    r"\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\u20e3\ufe0e\ufe0f\ufeff"
)
APART = 6  # signs between two pieces of one number at most
# letters that a machine reading paper, or a hand, puts for 0 and 1
ALIKE = str.maketrans("OoQIlL", "000111")
ALIKE_MOST = 4
# what may stand there first: a search that begins with it is quick
READ_ALIKE = re.compile(r"[0-9OoQIlL](?<![0-9A-Za-z].)[0-9OoQIlL]{10,17}X?(?![0-9A-Za-z])")
# nothing personal begins with 20, so a day of this century hides nothing
DAY = r"20[0-9]{2}(?P<stroke>[-/.])[0-9]{1,2}(?P=stroke)[0-9]{1,2}(?![0-9])"
# what anything personal has at least; most texts stop here
WORTH_READING = re.compile(f"(?<![{DIGITS}])(?!{DAY})[{DIGITS}](?:[{BETWEEN}]{{0,{APART}}}[{DIGITS}]){{6}}")

# a piece of digits that is not the head of a mask: what is masked already stays as it is when it is read again
PIECE = r"(?:[0-9]{5,}+|[0-9]{1,4}+(?!\*{3,17}[0-9X]))"
# records have names with digits, and so have digests
RECORD = (
    r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-f]{32}(?:[0-9a-f]{8}){0,4}"
    r"|[A-Za-z]{2}[0-9]{6}-[0-9]{8}-[0-9]{5,18}[0-9Xx])(?![0-9A-Za-z])"
)
NAMELESS_DAY = DAY.replace("?P<stroke>", "").replace("(?P=stroke)", "[-/.]")
TOKEN = re.compile(
    # what is masked already stays, too
    rf"(?P<spared>{RECORD}|(?<![0-9]){DAY}|(?<![0-9])[0-9A-Z]{{1,4}}-?\*{{3,17}}[0-9X]{{1,4}}(?![0-9]))"
    rf"|(?P<travel>{personal_kind.TRAVEL})"
    # a number that stands before the name of a record, or in a list before a day, does not reach into it
    rf"|(?P<run>{PIECE}(?:[{BETWEEN}]{{1,{APART}}}(?!{RECORD}|(?<=[,，、;；:：]){NAMELESS_DAY}){PIECE})*+)"
)
PIECES = re.compile("[0-9]+")
BEFORE = 12  # characters before a number that may say what it is


@dataclass(frozen=True, slots=True)
class Shown:
    """What is left of a text. masked: how many numbers were found in it."""

    text: str
    masked: int = 0


def shown(text: str, *, spared: frozenset[str] = frozenset()) -> Shown:
    """Mask every number of a person in a text; a text without one comes back as it is.

    spared: kinds of personal_kind.KINDS that may stay. Found: identity numbers, mobile and fixed telephones, bank cards,
    passports and travel permits, in digits of any form, with up to six blanks, strokes, dots, brackets or signs nobody sees
    between them, with commas where they part it as people part such a number, with letters read for 0 and 1.
    Left alone: dates, areas and grids, numbers of matters, ids, coordinates, amounts - and number plates, without which a
    car in the way could not be found. Done once or twice, it comes to the same. Takes time in proportion to the length.

    Rule GR-410, 《个人信息保护法》 art. 6 and 28, domain 5.4.
    """
    seen = text.translate(WIDE) if ANY_WIDE.search(text) else text
    if WORTH_READING.search(seen) is None and READ_ALIKE.search(seen) is None:
        return Shown(text)
    plain = READ_ALIKE.sub(_meant, text.translate(READ))
    parts: list[str] = []
    end = masked = 0
    for start, stop, mask in _found(plain, spared):
        parts += (text[end:start], mask)
        end, masked = stop, masked + 1
    return Shown("".join(parts) + text[end:], masked) if masked else Shown(text)


def _meant(typed: re.Match[str]) -> str:
    """Give the digits that were meant, where letters take the place of few of them."""
    meant = typed[0].translate(ALIKE)
    few = sum(sign.isdigit() for sign in typed[0]) >= len(meant) - ALIKE_MOST
    return meant if few and personal_kind.NUMBER.fullmatch(meant) else typed[0]


def _found(plain: str, spared: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    for token in TOKEN.finditer(plain):
        if token["travel"]:
            yield from _travel(plain, token, spared)
        elif token["run"]:
            yield from _run(plain, token, spared)


def _travel(plain: str, token: re.Match[str], spared: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    before = plain[max(0, token.start() - BEFORE) : token.start()].lower()
    if "travel" not in spared and personal_kind.travel(token[0], before):
        yield token.start(), token.end(), personal_kind.ends(token[0])


def _run(plain: str, token: re.Match[str], spared: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """Give what is personal in one run of pieces: at each piece the first kind that fits, then on behind it."""
    pieces = [(piece.start(), piece.end()) for piece in PIECES.finditer(plain, token.start(), token.end())]
    at = 0
    while at < len(pieces):
        found = next(_fits(plain, pieces, at, spared), None)
        if found is None:
            at += 1
            continue
        span, mask, taken = found
        yield span.start, span.end, mask
        at += taken


def _fits(
    plain: str, pieces: list[tuple[int, int]], at: int, spared: frozenset[str]
) -> Iterator[tuple[Span, str, int]]:
    """Try the pieces from `at` on, the most first; no number has more than personal_kind.MOST digits.

    Most digits are nothing by themselves, whatever stands between them: only the others are looked at as a span.
    """
    reach = _reach(pieces, at)
    digits = "".join(plain[start:stop] for start, stop in pieces[at:reach])
    for end in range(reach, at, -1):
        if len(digits) < personal_kind.LEAST:
            return
        if personal_kind.LIKELY.fullmatch(digits):
            span = Span.of(plain, pieces[at:end], BEFORE)
            mask = personal_kind.mask(span, spared)
            if mask is not None:
                yield span.closed(plain), mask, end - at
        start, stop = pieces[end - 1]
        digits = digits[: start - stop]


def _reach(pieces: list[tuple[int, int]], at: int) -> int:
    """Give the piece before which a number that begins at `at` ends at the latest."""
    end, digits = at, 0
    while end < len(pieces) and (digits := digits + pieces[end][1] - pieces[end][0]) <= personal_kind.MOST:
        end += 1
    return end
