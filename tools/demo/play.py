"""One message all the way round, by the people whose part it is, over HTTP only."""
from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tools.client import Client, Refused
from tools.demo import beside
from tools.demo.cast import Cast
from tools.demo.ground import Ground, Kind
from tools.demo.message import Message, lot

INCIDENTS = "/api/v1/incidents"
DESK = "command_centre"  # whose it is to make clear what is not

# shares of messages that take a turn; drawn by the message's own lot, so a play is repeatable
UNNAMED, BY_WORKER, ON_THE_SPOT = 0.25, 0.25, 0.05
RETURNED, MORE_TIME, FAILED_CHECK, REOPENED = 0.08, 0.05, 0.10, 0.04
TO_PETITION, TO_MEDIATION, REFUSED = 0.03, 0.02, 0.03
WHISTLE, SUPERVISED = 0.15, 0.10
PHOTO = Path(__file__).with_name("photo.jpg")


@dataclass
class Case:
    """What became of one message. view: the last answer. turns: what it went through besides the straight way."""

    message: Message
    kind: Kind
    view: dict[str, Any] = field(default_factory=dict)
    code: str = ""
    named: bool = False
    turns: list[str] = field(default_factory=list)
    fault: str = ""

    def drawn(self, name: str, share: float) -> bool:
        """Say whether this message takes the turn `name`, and remember it if so."""
        taken = lot(f"{self.message.id}/{name}") < share
        if taken:
            self.turns.append(name)
        return taken


class Play:
    """Plays messages; one instance may be used by many threads."""

    def __init__(self, cast: Cast, ground: Ground) -> None:
        self.cast, self.ground = cast, ground

    def run(self, message: Message) -> Case:
        """Play one message to its end, and give what became of it; a refusal ends it with its code in `fault`."""
        case = Case(message, self.ground.kind(message))
        try:
            self._life(case)
        except Refused as refusal:
            case.fault = f"{refusal.problem.get('instance', '')} {refusal.code}".strip()
        return case

    def _life(self, case: Case) -> None:
        self._report(case)
        if case.view["state"] == "reported" and not self._desk(case):
            return
        if case.view["state"] == "filed":
            self._solve(case)
        self._check_and_close(case)
        if case.drawn("reopened", REOPENED):
            self._reporter(case, "reopen", {"reason": "not_solved"})
            self._desk_files(case)
            self._solve(case)
            self._check_and_close(case)
        self._rate(case)

    def _report(self, case: Case) -> None:
        body: dict[str, Any] = {
            "description": case.message.text,
            "point": self.ground.point(case.message),
            "case_type": case.kind.code,
        }
        if case.drawn("by_grid_worker", BY_WORKER):
            client = self._worker(case)
            if case.drawn("on_the_spot", ON_THE_SPOT):
                body |= {"solved": True, "evidence": _evidence(client, case.kind)}
        else:
            client = self._resident(case)
            case.named = not case.drawn("unnamed", UNNAMED)
            body["unnamed"] = not case.named
        answer = client.post(INCIDENTS, body)
        case.code = answer.get("code") or ""
        case.view = answer

    def _desk(self, case: Case) -> bool:
        """Take a public report in at the desk; False when it ends there or goes another way."""
        if case.drawn("refused", REFUSED):
            self._act(case, self._dispatcher(case), "reject", {"reason": "unclear", "told": "请补充具体位置后再次上报。"})
            return False
        self._act(case, self._dispatcher(case), "accept", {})
        for to, share in (("petition", TO_PETITION), ("mediation", TO_MEDIATION)):
            if case.drawn(f"to_{to}", share):
                self._act(case, self._dispatcher(case), "hand-over", {"to": to, "reason": "asked"})
                return False
        self._act(case, self._dispatcher(case), "file", {"reason": "evident"})
        return True

    def _desk_files(self, case: Case) -> None:
        if case.view["state"] == "accepted":
            self._act(case, self._dispatcher(case), "file", {})

    def _solve(self, case: Case) -> None:
        self._dispatch(case)
        officer = self.cast.officer(case.view["unit"])
        if case.drawn("returned", RETURNED):
            self._act(case, officer, "return", {"reason": "unclear", "proposed": DESK})
            self._dispatch(case)
        self._act(case, officer, "start", {})
        self._beside(case, officer)
        if "more_time" not in case.turns and case.drawn("more_time", MORE_TIME):
            self._act(case, officer, "request-extension", {"days": 2, "reason": "material"})
            self._act(case, self._dispatcher(case), "approve-extension", {})
        self._finish(case, officer)

    def _beside(self, case: Case, officer: Client) -> None:
        """Call the department to the place, or supervise it, in the first round."""
        desk, id = self._dispatcher(case), case.view["id"]
        if "whistle" not in case.turns and case.drawn("whistle", WHISTLE):
            called, at = self.cast.officer(case.kind.unit), self.ground.point(case.message)
            beside.whistle(desk, called, incident=id, unit=case.kind.unit, point=at)
            case.view = desk.get(f"{INCIDENTS}/{id}")
        if "supervised" not in case.turns and case.drawn("supervised", SUPERVISED):
            beside.supervision(desk, officer, incident=id, version=case.view["version"])
            case.view = desk.get(f"{INCIDENTS}/{id}")

    def _dispatch(self, case: Case) -> None:
        """Give it to whoever is usual: a component to its owner, an event to the office of its place where there is one."""
        self._act(case, self._dispatcher(case), "dispatch", {})

    def _finish(self, case: Case, officer: Client) -> None:
        self._act(case, officer, "finish", {"evidence": _evidence(officer, case.kind), "told": "已到现场处理。"})

    def _check_and_close(self, case: Case) -> None:
        if case.view["state"] == "self_handled":
            self._act(case, self._dispatcher(case), "close", {})
            return
        checker = self.cast.of("checker1")
        if "failed_check" not in case.turns and case.kind.unit and case.drawn("failed_check", FAILED_CHECK):
            self._act(case, checker, "check", {"passed": False, "reason": "partly_done"})
            self._rework(case)
        self._act(case, checker, "check", {"passed": True})
        self._act(case, self._dispatcher(case), "close", {})

    def _rework(self, case: Case) -> None:
        unit = case.view.get("unit") or case.kind.unit
        doer = self.cast.officer(unit) if unit in self.cast.units else self._worker(case)
        self._finish(case, doer)

    def _rate(self, case: Case) -> None:
        score = 3 + round(lot(case.message.id + "/score") * 2)
        self._reporter(case, "rate", {"score": score, "solved": score > 3})

    def _reporter(self, case: Case, act: str, body: dict[str, Any]) -> None:
        """Act as the reporter: by account where the report was named, else by the query code of its receipt."""
        if "by_grid_worker" in case.turns and not case.code:
            return
        proof = {} if case.named else {"code": case.code}
        self._act(case, self._resident(case), act, {**body, **proof})

    def _act(self, case: Case, client: Client, act: str, body: dict[str, Any]) -> None:
        path = f"{INCIDENTS}/{case.view['id']}/{act}"
        case.view = client.post(path, body, version=case.view["version"])

    def _resident(self, case: Case) -> Client:
        residents = self.cast.residents
        return self.cast.of(residents[int(case.message.lot * len(residents))])

    def _worker(self, case: Case) -> Client:
        return self.cast.worker(self.ground.community(case.message))

    def _dispatcher(self, case: Case) -> Client:
        return self.cast.of("dispatcher1" if case.message.lot < 0.5 else "dispatcher2")


def _evidence(client: Client, kind: Kind) -> list[dict[str, str]]:
    """Give one piece of each kind of evidence a case type asks for, or a document where it asks for none."""
    return [
        {"kind": asked, "words": "已处理，现场情况见记录。"} if asked == "note" else {"kind": asked, "ref": _sent(client)}
        for asked in kind.evidence or ("document",)
    ]


@cache
def _photo() -> bytes:
    return PHOTO.read_bytes()


def _sent(client: Client) -> str:
    """Send the drawn photo and give its id: each matter has evidence of its own."""
    return client.send(_photo(), "image/jpeg")
