"""Words about areas and borders that change."""

from __future__ import annotations

TEMPLATES: dict[str, dict[str, tuple[str, str]]] = {
    "borders_changed": {
        "zh": ("网格边界已调整", "社区 {area} 的网格边界已调整，{moved} 件在办事项转到新的网格。请查看您的网格。"),
        "en": ("Borders of grids have changed", "In community {area} {moved} open matters moved to other grids. Look at yours."),
    },
    "areas_redrawn": {
        "zh": ("区划调整", "区划 {area} 自 {on} 起调整，网格、岗位和未办结事项已随之转移，详见区划查询。"),
        "en": ("Areas changed", "Area {area} is changed from {on} on. Grids, posts and open matters went along; see the areas."),
    },
    "accounts_left": {
        "zh": ("账号待调整", "区划 {area} 自 {on} 起不再存在，{accounts} 个账号仍属该区划，请逐个确定其新的区划。"),
        "en": ("Accounts to place", "Area {area} is no more from {on} on. {accounts} accounts still name it; give each another."),
    },
    "area_change_failed": {
        "zh": ("区划调整未生效", "区划 {area} 原定 {on} 的调整未能生效，请查看原因后重新办理。"),
        "en": ("Areas not changed", "The change of area {area} planned for {on} could not be made. Look why and plan it anew."),
    },
}
