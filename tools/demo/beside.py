"""What may run beside a message's own way, and shows in its thread: a whistle to the place, a supervision that is answered."""
from __future__ import annotations

from typing import Any

from tools.client import Client

WHISTLES, CALLS, SUPERVISIONS = "/api/v1/whistles", "/api/v1/whistle-calls", "/api/v1/supervisions"


def whistle(desk: Client, officer: Client, *, incident: str, unit: str, point: dict[str, float | str]) -> None:
    """Have a department called to a place, come, work, be released and rated. desk: who blows; officer: of the department."""
    blown = desk.post(
        WHISTLES,
        {"kind": "daily", "words": "请到现场会商处置。", "departments": [unit], "incidents": [incident], "point": point},
    )
    call: dict[str, Any] = blown["calls"][0]
    for who, act, body in (
        (officer, "acknowledge", {}),
        (officer, "arrive", {"point": point}),
        (officer, "handle", {}),
        (desk, "release", {"reason": "work_done"}),
        (desk, "rate", {"score": 5}),
    ):
        call = who.post(f"{CALLS}/{call['id']}/{act}", body, version=call["version"])


def supervision(desk: Client, officer: Client, *, incident: str, version: int) -> None:
    """Have a matter supervised: the first answer is sent back and owed anew a level higher, the second is accepted."""
    order = {"level": "attention", "words": "请说明进展和办结时间。"}
    seen: dict[str, Any] = desk.post(f"/api/v1/incidents/{incident}/supervise", order, version=version)
    for who, act, body in (
        (officer, "answer", {"words": "正在处理。"}),
        (desk, "send-back", {"reason": "no_date"}),
        (officer, "answer", {"words": "今日处置完毕。"}),
        (desk, "accept", {}),
    ):
        seen = who.post(f"{SUPERVISIONS}/{seen['id']}/{act}", body, version=seen["version"])
