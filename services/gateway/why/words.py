"""Why, in words."""
from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "account_missing": {"zh": "没有这个账号", "en": "There is no such account"},
    "account_disabled": {"zh": "账号已停用", "en": "The account is disabled"},
    "area_holds": {"zh": "属于其管辖区域", "en": "It lies in the ground of the account"},
    "area_fails": {"zh": "不在其管辖区域内", "en": "It lies outside the ground of the account"},
    "unit_holds": {"zh": "由其所在单位办理", "en": "The unit of the account has it"},
    "unit_fails": {"zh": "不由其所在单位办理", "en": "Another unit has it, or none"},
    "party_holds": {"zh": "本人提出或为当事人", "en": "The account brought it, or is a party"},
    "party_fails": {"zh": "并非本人提出，也不是当事人", "en": "The account neither brought it nor is a party"},
    "all_holds": {"zh": "可查看全部", "en": "The role reaches everything"},
    "all_fails": {"zh": "没有这条记录", "en": "There is no such record"},
    "part_holds": {"zh": "其所在单位协办", "en": "The unit of the account has a part of the work"},
    "nothing_holds": {"zh": "公开", "en": "It is public"},
    "nothing_fails": {"zh": "该角色不能查看此类记录", "en": "The role reaches no records of this kind"},
}
