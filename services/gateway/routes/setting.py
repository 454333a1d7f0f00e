"""What a district chooses for itself."""

from __future__ import annotations

from services.gateway.http.route import Route, act, page, read
from services.gateway.routes.group import LEADERS, V1
from services.grid.schemas import setting

SETTINGS = f"{V1}/settings"
ONE = f"{SETTINGS}/{{key}}"
READERS = ("dispatcher", "leader", "operator")

ROWS: tuple[Route, ...] = (
    read(
        SETTINGS, "grid", "list_settings", setting.ListSettings, setting.SettingsView, ("List settings", "查看全部选项"), READERS
    ),
    read(ONE, "grid", "find_setting", setting.FindSetting, setting.SettingView, ("Read one setting", "查看一项选项"), READERS),
    act(
        ONE, "grid", "change_setting", setting.ChangeSetting, setting.SettingView, ("Choose a setting", "设定选项"), LEADERS
    ),
    page(
        f"{ONE}/changes",
        "grid",
        "list_setting_changes",
        setting.ListSettingChanges,
        setting.SettingChangePage,
        ("Page through what was chosen", "选项变更记录"),
        READERS,
    ),
)
