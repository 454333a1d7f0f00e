"""Under which heading an operation stands in the API document: the noun its row is kept with."""
from __future__ import annotations

from services.gateway.http.route import Route
from services.gateway.routes import NOUNS

# noun -> what its heading says; in the order of the page
SAID: dict[str, str] = {
    "own": "Identity, progress by code, documents 身份、进度查询、文档",
    "session": "Signing in and out 登录与退出",
    "phone": "Signing in by telephone 手机验证码登录",
    "credential": "Own password and second factor 本人密码与动态验证码",
    "oidc": "Signing in by a provider 统一身份认证",
    "account": "Accounts of staff 工作人员账号",
    "client": "API clients 接口客户端",
    "window": "The one window 一号受理",
    "incident": "Incidents 网格事项",
    "voice": "Same matter, many voices 同一事项与附议",
    "attachment": "Photos and documents 照片与文件",
    "upload": "Sending in parts, short links 分段上传与短时链接",
    "order": "Work orders, supervision, campaigns, rewards 工单、督办、专项行动、奖励",
    "whistle": "Whistles 吹哨报到",
    "petition": "Petitions 信访事项",
    "mediation": "Disputes 矛盾纠纷",
    "notice": "Notices 通知",
    "stream": "Following changes 实时变更",
    "unmask": "Seeing who it is 查看身份信息",
    "access": "Who saw what 查看记录",
    "rights": "Own data and erasure 本人数据与删除",
    "resident": "The own page of residents 居民本人页面",
    "why": "Why somebody sees it 可见原因",
    "retention": "How long things are kept 保存期限",
    "area": "Areas 区划",
    "grid": "Grids 网格",
    "border": "Borders of grids 网格边界",
    "chart": "Map and OGC API Features 地图",
    "premises": "Premises and neighbourhood 场所与共治",
    "staff": "Teams and posts 队伍与岗位",
    "duty": "Rounds, sweeps, meetings, inspections 巡查、排查、例会、督查",
    "admission": "Access list and its tasks 准入事项与任务",
    "evaluation": "Evaluation 评价",
    "hot_spot": "Hot spots 高发点位",
    "setting": "Settings of a district 区级设置",
    "device": "Devices and readings 设备与读数",
    "bulk": "Bulk intake 批量受理",
    "export": "Exports 导出",
    "open311": "Open311 GeoReport v2",
}
_NOUN = {(row.verb, row.path): noun.__name__.rpartition(".")[2] for noun in NOUNS for row in noun.ROWS}


def tag(row: Route) -> str:
    """Give the heading of a row: its noun, or its service for a row that stands in no table."""
    return _NOUN.get((row.verb, row.path), row.service)


def tags(rows: tuple[Route, ...]) -> list[dict[str, str]]:
    """Give the headings of these rows in the order of the page."""
    used = {tag(row) for row in rows}
    return [{"name": name, "description": text} for name, text in SAID.items() if name in used]
