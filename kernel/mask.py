"""Personal fields as they may be shown: enough to recognise, too little to use."""
from __future__ import annotations

import re

HIDDEN = "***"
UNDER_AGE = "未成年人"  # all that is shown of who somebody under age is

# only surnames still borne; a given name that happens to complete one of them shows one sign more, never all
WORDS = (
    "欧阳 上官 司马 诸葛 尉迟 皇甫 慕容 令狐 司徒 长孙 宇文 夏侯 东方 独孤 南宫 公孙 轩辕 呼延 端木 申屠 "
    "钟离 鲜于 闾丘 拓跋 赫连 澹台 濮阳 淳于 单于 万俟 太史 闻人 仲孙 司空 司寇 亓官 巫马 漆雕 乐正 谷梁 "
    "百里 东郭 南门 西门 左丘 梁丘 第五 公冶 宗政 太叔 纳兰 歐陽 諸葛 尉遲 司馬 東方 獨孤 東郭 鍾離"
)
COMPOUND_SURNAMES = frozenset(WORDS.split())
HAN_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff〇]+")
MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d)\d{4}(\d{4})")
# three-digit area codes are 010 and 02x; all others have four digits
LANDLINE = re.compile(r"(010|02\d|0[3-9]\d{2})(-?)(\d{3,4})(\d{4})")
# finest level first; the lazy start finds the first place of that level
LEVELS = tuple(
    re.compile(f".*?{level}")
    for level in ("(?:社区|居委会|村委会)", "村", "(?:街道|镇|乡)", "(?<![小社])(?:区|县|旗)", "市")
)
FIRST_NUMBER = re.compile(r"\d")


def mask_name(name: str) -> str:
    """Show the surname: 张*, 欧阳**, one star for each sign of the given name.

    A name of one sign shows nothing; a name in other letters, or with 阿·卜 points, shows its first sign and ***.

    Rule of display: field class P1.
    """
    name = name.strip()
    if not HAN_NAME.fullmatch(name):
        return name[:1] + HIDDEN if len(name) > 1 else "*" * len(name)
    shown = 2 if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else min(1, len(name) - 1)
    return name[:shown] + "*" * (len(name) - shown)


def mask_phone(phone: str) -> str:
    """Show 138****1234 of a mobile, area code and last four of a landline (0411-****5678), else nothing (***).

    Rule of display: field class P2.
    """
    mobile = MOBILE.fullmatch(re.sub(r"[\s-]", "", phone))
    if mobile:
        return f"{mobile[1]}****{mobile[2]}"
    landline = LANDLINE.fullmatch(phone.strip())
    if landline:
        return f"{landline[1]}{landline[2]}{'*' * len(landline[3])}{landline[4]}"
    return HIDDEN if phone else ""


def mask_address(address: str) -> str:
    """Show an address down to its community (社区, 村), or to the finest level above that it names; then ***.

    Nothing after the first digit is ever shown: a house number may stand before a community's name.

    Rule of display: field class P1.
    """
    address = address.strip()
    number = FIRST_NUMBER.search(address)
    safe = address[: number.start()] if number else address
    found = next((match for match in (level.match(safe) for level in LEVELS) if match), None)
    shown = found.group() if found else ""
    return shown if shown == address else shown + HIDDEN


def mask_person(*, name: str = "", phone: str = "", minor: bool = False) -> dict[str, str]:
    """Show name and telephone masked; of somebody under age neither, not even masked.

    Rule GR-410, 《未成年人网络保护条例》 art. 36, domain 5.1: a minor is named in no list, export, text or notice;
    a record read by itself says that it is a minor's.
    """
    if minor:
        return {"name": UNDER_AGE, "phone": ""}
    return {"name": mask_name(name) if name else "", "phone": mask_phone(phone) if phone else ""}
