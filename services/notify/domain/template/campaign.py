"""Words about campaigns and their sites."""

from __future__ import annotations

TEMPLATES: dict[str, dict[str, tuple[str, str]]] = {
    "campaign_opened": {
        "zh": ("专项行动", "专项行动 {number} 已启动，共 {sites} 个点位，请查看。"),
        "en": ("A campaign begins", "Campaign {number} has begun with {sites} sites. Please look at yours."),
    },
    "campaign_ended": {
        "zh": ("专项行动结束", "专项行动 {number} 已结束，共 {sites} 个点位，未解决 {unsolved} 个。"),
        "en": ("A campaign has ended", "Campaign {number} has ended: of {sites} sites, {unsolved} were not solved."),
    },
    "sites_given": {
        "zh": ("点位任务", "专项行动 {number} 中有 {sites} 个点位由您单位负责，请按期办结。"),
        "en": ("Sites for your unit", "Your unit answers for {sites} sites of campaign {number}. Please see to them in time."),
    },
    "site_reopened": {
        "zh": ("点位重新打开", "专项行动 {number} 的一个点位因相关事项重新办理而重新打开。"),
        "en": ("A site is open again", "A site of campaign {number} is open again, as what was found there is."),
    },
    "bulletin_published": {
        "zh": ("专项行动通报", "专项行动 {number} 发布通报：检查 {checks} 项，不合格 {failed} 项。"),
        "en": ("A bulletin", "Campaign {number}: {checks} items were looked at, {failed} did not pass."),
    },
}
