"""What codes in the facts of a problem are called: people read names, machines the codes in the facts.

What a district registers (units, areas, grids) is named by the service that refuses, in the fact `names`; the codes that
are the same everywhere are named here: fact -> code -> (Chinese, English).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LANGUAGES = ("zh", "en")
Names = Mapping[str, tuple[str, str]]

# facts that hold codes of the register; whoever raises them sends their names along
REGISTERED = frozenset({
    "unit", "area", "grid", "grids", "place", "district", "community", "other", "duty", "root", "parent", "expected", "found",
})  # fmt: skip
LEVELS: Names = {
    "province": ("省", "province"),
    "city": ("市", "city"),
    "district": ("区县", "district"),
    "street": ("街道", "street"),
    "community": ("社区", "community"),
    "grid": ("网格", "grid"),
}
EMPLOYMENTS: Names = {
    "full_time": ("专职", "full time"),
    "professional": ("专业", "professional"),
    "part_time": ("兼职", "part time"),
}
MEDIA: Names = {
    "image/jpeg": ("JPEG图片", "JPEG pictures"),
    "image/png": ("PNG图片", "PNG pictures"),
    "image/webp": ("WebP图片", "WebP pictures"),
    "application/pdf": ("PDF文件", "PDF documents"),
    "text/plain": ("纯文本", "plain text"),
}
EVIDENCE: Names = {
    "photo_before": ("处置前照片", "a photo before"),
    "photo_after": ("处置后照片", "a photo after"),
    "document": ("材料", "a document"),
    "note": ("文字说明", "a note"),
}
CHECKS: Names = {
    "mandatory_law": ("不违反法律强制性规定", "nothing against mandatory law"),
    "public_interest": ("不损害国家和社会公共利益", "no harm to the public interest"),
    "third_parties": ("不损害他人合法权益", "no harm to others"),
    "public_order": ("不违背公序良俗", "nothing against public order and good morals"),
    "clear_content": ("内容明确", "clear content"),
}
CHANNELS: Names = {
    "web": ("网上", "web"),
    "letter": ("来信", "letter"),
    "phone": ("来电", "telephone"),
    "fax": ("传真", "fax"),
    "visit": ("来访", "visit"),
    "leader": ("领导接待", "a leader's reception"),
    "grid": ("网格", "grid"),
    "transfer": ("转来", "transfer"),
}
GRID_KINDS: Names = {
    "unit": ("单元网格", "unit grids"),
    "base": ("基础网格", "base grids"),
    "special": ("专属网格", "special grids"),
    "duty": ("责任网格", "duty grids"),
}
PLACES: Names = {"role": ("岗位", "role"), "unit": ("单位", "unit"), "area": ("区域", "area")}
NAMES: Mapping[str, Names] = {
    "tier": LEVELS,
    "level": LEVELS,
    "levels": LEVELS,
    "expected": LEVELS,
    "allowed": {**MEDIA, **EMPLOYMENTS, **LEVELS},
    "said": MEDIA,
    "needed": EVIDENCE,
    "checks": CHECKS,
    "channels": CHANNELS,
    "kinds": GRID_KINDS,
    "lacking": PLACES,
}


def called(fact: str, value: Any, names: Mapping[str, str], language: str) -> str:
    """Give what people read for a value of a fact. names: of what a district registers, by code.

    An area's or a grid's code of digits stands behind its name, as people know both. What has no name is shown as it is.
    """
    text = str(value)
    if fact in REGISTERED and text in names:
        code = {"zh": f"（{text}）", "en": f" ({text})"}[language] if text.isdigit() else ""
        return names[text] + code
    own = NAMES.get(fact, {}).get(text)
    return own[LANGUAGES.index(language)] if own else text
