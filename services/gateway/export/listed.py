"""The lists that can be exported: whom to ask for a page, and its columns in order. Each is one of the route table's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services.gateway.export.column import Column, among, column, joined
from services.grid.schemas import evaluation as figures


@dataclass(frozen=True, slots=True)
class Listed:
    """One list. service, act: as its row in the route table has them. limit: rows of a page.

    columns: what may be asked for; the first `usual` of them are given when none is named.
    """

    service: str
    act: str
    columns: tuple[Column, ...]
    limit: int = 200
    usual: int = 99

    def chosen(self, names: tuple[str, ...]) -> tuple[Column, ...]:
        """Give columns in the order they were asked for."""
        known = {one.name: one for one in self.columns}
        return tuple(known[name] for name in names)


SHARED = (
    column("number", "编号", "Number"),
    column("state", "状态代码", "State code"),
    column("area", "区划代码", "Area code"),
    column("unit", "单位代码", "Unit code"),
)
INCIDENT = (
    SHARED[0],
    column("state_words", "状态", "State"),
    column("description", "描述", "Description"),
    column("case_type_name", "类型", "Kind", "names", "case_type"),
    column("area_name", "区划", "Area", "names", "area"),
    column("unit_name", "责任单位", "Unit", "names", "unit"),
    column("address", "地址", "Address", "place", "address"),
    column("urgent", "紧急", "Urgent"),
    column("created_at", "上报时间", "Reported"),
    column("due_at", "截止时间", "Due"),
    column("late", "超期", "Late"),
    column("closed_at", "结案时间", "Closed"),
    column("score", "评分", "Score"),
    *SHARED[1:],
    column("case_type", "类型代码", "Kind code"),
    column("tier", "层级", "Tier"),
    column("outcome", "结果", "Outcome"),
    column("source", "来源", "Source"),
    column("round", "办理次数", "Round"),
    column("changed_at", "更新时间", "Changed"),
    column("supporters", "支持人数", "Supporters"),
    column("id", "标识", "Id"),
)
PETITION = (
    *SHARED,
    column("channel", "信访形式", "Channel"),
    column("urgency", "紧急程度", "Urgency"),
    column("purpose", "诉求类别", "Purpose"),
    column("received_at", "收到时间", "Received"),
    column("changed_at", "更新时间", "Changed"),
    column("due_at", "截止时间", "Due"),
    column("score", "评分", "Score"),
    column("id", "标识", "Id"),
)
DISPUTE = (
    *SHARED,
    column("dispute_type", "纠纷类型", "Kind of dispute"),
    column("source", "来源", "Source"),
    column("opened_at", "申请时间", "Opened"),
    column("changed_at", "更新时间", "Changed"),
    column("due_at", "截止时间", "Due"),
    column("effective_at", "生效时间", "Effective"),
    Column("consents", ("各方意愿", "Consents"), joined("parties", "consent")),
    column("id", "标识", "Id"),
)
PART = (
    column("incident", "事项标识", "Incident"),
    column("unit_name", "单位", "Unit"),
    column("role", "分工", "Role"),
    column("state", "状态代码", "State code"),
    column("given_at", "派出时间", "Given"),
    column("started_at", "开始时间", "Started"),
    column("ended_at", "结束时间", "Ended"),
    column("due_at", "截止时间", "Due"),
    column("unit", "单位代码", "Unit code"),
    column("round", "办理次数", "Round"),
    column("id", "标识", "Id"),
)
MEASURES = tuple(figures.MeasureView().fields["code"].validate.choices)  # type: ignore[union-attr]
SHARES = tuple(figures.ShareView().fields["code"].validate.choices)  # type: ignore[union-attr]
EVALUATION = (
    column("subject", "对象代码", "Subject code"),
    column("name", "对象", "Subject"),
    column("composite", "综合得分", "Composite"),
    *(Column(f"count_{code}", (f"数量 {code}", f"Count {code}"), among("measures", code, "count")) for code in MEASURES),
    *(Column(f"share_{code}", (f"比率 {code}", f"Share {code}"), among("shares", code, "words")) for code in SHARES),
)
BEHIND = (
    column("number", "编号", "Number"),
    column("round", "办理次数", "Round"),
    column("day", "统计日", "Day"),
    column("done_on", "办理日", "Done on"),
    *SHARED[1:],
    column("case_type", "类型代码", "Kind code"),
    column("incident", "标识", "Id"),
)
LISTS: Mapping[str, Listed] = {
    "incidents": Listed("grid", "list_incidents", INCIDENT, usual=13),
    "petitions": Listed("petition", "list", PETITION),
    "disputes": Listed("mediation", "list", DISPUTE),
    "parts": Listed("grid", "list_parts", PART),
    "evaluation": Listed("grid", "evaluate", EVALUATION, limit=50),
    "evaluation_list": Listed("grid", "evaluation_list", BEHIND),
}
