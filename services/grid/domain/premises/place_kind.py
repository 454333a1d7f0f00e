"""The nine kinds of small public places (九小场所) and all other, with their names."""

from __future__ import annotations

# Rule GR-82 names them; the table of the same name has the same rows
PLACE_KINDS: dict[str, tuple[str, str]] = {
    "school": ("小学校（幼儿园）", "Small school or nursery"),
    "clinic": ("小医院（诊所）", "Small hospital or clinic"),
    "shop": ("小商店", "Small shop"),
    "restaurant": ("小餐饮场所", "Small restaurant"),
    "hotel": ("小旅馆", "Small hotel"),
    "entertainment": ("小歌舞娱乐场所", "Small place of entertainment"),
    "net_cafe": ("小网吧", "Small net cafe"),
    "bath": ("小美容洗浴场所", "Small bath or beauty parlour"),
    "workshop": ("小生产加工企业", "Small workshop"),
    "other": ("其他场所", "Other place"),
}


def called(code: str, language: str) -> str:
    """Give the name of a kind in 'zh' or 'en'.

    Rule GR-82, domain 9.6: small schools and nurseries, hospitals, shops, restaurants, hotels, entertainment, net cafes,
    baths and workshops; what is none of the nine is 'other', so that no place stays out of the register.
    """
    return PLACE_KINDS[code][language == "en"]
