"""One of everything in one community, with words of its own, for strangers to look for."""
from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.journey.office import V1, act, begun, day, made, sent
from tests.journey.person import INCIDENTS, PICTURE
from tests.journey.piece import drawn, inside
from tests.journey.wait import until

COMMUNITY = "210203013008"
GRID, NEXT = f"{COMMUNITY}007", f"{COMMUNITY}006"
WORDS = "珊瑚灯塔七四一"  # stands in every text that is planted, and nowhere else
OPEN = "公开示例七四二"  # in what everybody may read: names of the ground, the access list
FIRE_LANE = "E0504"
SWEEP = "INSERT INTO grid.sweep (id, grid, area, due_on, made_at) VALUES (%s, %s, %s, date '2020-03-02', now())"
MEETING = "INSERT INTO grid.meeting (id, area, month_on, prepared_at) VALUES (%s, %s, date '2020-03-01', now())"
REVIEW = "INSERT INTO grid.review (id, area, quarter_on, prepared_at) VALUES (%s, %s, date '2020-01-01', now())"
JOBS = {"sweep": (SWEEP, GRID, COMMUNITY), "meeting": (MEETING, COMMUNITY), "review": (REVIEW, COMMUNITY)}
EXPORT = {"list": "incidents", "filters": {"queue": "all"}, "format": "csv"}
PERSON = {"name": WORDS, "phone": "13800007411", "address": WORDS}


@dataclass
class Planted:
    """What was planted: the name of a path segment -> its id; every id, number and word by which an answer would tell of it."""

    people: Any
    ledger: Any
    ids: dict[str, str] = field(default_factory=dict)
    signs: set[str] = field(default_factory=lambda: {WORDS})

    def prepare(self) -> Planted:
        """Write what everybody shares, and which no count is about: a campaign's template, the amounts of a reward."""
        leader, items = self.people["leader1"], [{"code": "lane_clear", "zh": "通道畅通", "en": "Lane clear"}]
        template = {"code": "lane_check", "kind": "property", "title_zh": "通道检查", "title_en": "Lanes", "items": items}
        made(leader, f"{V1}/campaign-templates", template)
        made(leader, f"{V1}/reward-amounts", {"case_type": FIRE_LANE, "least": 5000, "most": 50000})
        return self

    def all(self) -> Planted:
        """Plant one of everything."""
        self._matter()
        self._files()
        self._work()
        self._campaign()
        self._ground()
        self._neighbourhood()
        self._staff()
        self._admission()
        self._outside()
        self._unmaskings()
        return self

    def keep(self, name: str, view: dict[str, Any], *, at: str = "id") -> dict[str, Any]:
        """Remember an object by the path segment it fills."""
        self.ids[name] = str(view[at])
        self.signs |= {view[one] for one in (at, "number") if at == "id" and view.get(one)}
        return view

    def _matter(self) -> None:
        """A case of a resident, with a picture, a part of another unit, a report joined to it."""
        desk, resident = self.people["dispatcher1"], self.people["resident1"]
        told = {"description": f"{WORDS}消防通道被占用。", "point": inside(GRID), "case_type": FIRE_LANE,
                "reporter": {"name": WORDS, "phone": "13800007411"}}  # fmt: skip
        receipt = case = self.keep("incident", resident.report(**told))
        file = self.keep("attachment", sent(resident, PICTURE))
        self.keep("upload", begun(resident, len(PICTURE)))
        pieces = [{"kind": "photo_before", "ref": file["id"]}, {"kind": "note", "words": WORDS}]
        case = resident.act(case, "attach", evidence=pieces)
        slip = {"number": case["number"], "code": receipt["code"]}
        self.keep("erasure_request", made(self.people.nobody(), f"{V1}/own/erasure/by-code", slip))
        other = resident.report(**told | {"description": f"{WORDS}还是那条消防通道。"})
        self.signs |= {other["id"], other["number"]}
        case = self.people["kangping7"].act(desk.act(case, "verify"), "accept")
        desk.act(other, "merge", into=case["id"])
        case = desk.act(desk.read(f"{INCIDENTS}/{case['id']}"), "file")
        desk.act(desk.act(case, "dispatch"), "join", unit="housing")
        parts = desk.read(f"{V1}/parts?limit=200")["items"]
        self.keep("part", next(one for one in parts if one["incident"] == case["id"]))

    def _files(self) -> None:
        """A petition, a dispute, and what came to the one window."""
        resident, claims = self.people["resident1"], [{"request": WORDS, "facts": WORDS}]
        told = {"area": COMMUNITY, "petitioner": PERSON, "claims": claims}
        petition = self.keep("petition", made(resident, f"{V1}/petitions", told))
        act(self.people["dispatcher1"], f"{V1}/petitions", "forward", petition, unit="petition_office", reason=WORDS)
        contact = {"name": WORDS, "phone": "13800007411"}
        brought = {"text": WORDS, "place": {"area": COMMUNITY, "address": WORDS}, "contact": contact}
        self.keep("intake", made(resident, f"{V1}/window", brought))
        matter = {"dispute_type": "neighbour", "area": COMMUNITY, "matter": WORDS, "applicant": PERSON,
                  "respondent": PERSON | {"phone": "13900007411"}}  # fmt: skip
        self.keep("dispute", made(resident, f"{V1}/disputes", matter))

    def _work(self) -> None:
        """What hangs on the case: a task, a supervision, a reward, a whistle."""
        desk = self.people["dispatcher1"]
        case = desk.read(f"{INCIDENTS}/{self.ids['incident']}")
        order = {"on_grid": GRID, "words": WORDS, "due_on": day(2)}
        self.keep("order", act(self.people["traffic_liaison1"], INCIDENTS, "give-order", case, **order))
        case = desk.read(f"{INCIDENTS}/{self.ids['incident']}")
        self.keep("supervision", act(desk, INCIDENTS, "supervise", case, level="supervise", words=WORDS))
        case = desk.read(f"{INCIDENTS}/{self.ids['incident']}")
        self.keep("reward", act(desk, INCIDENTS, "propose-reward", case, amount=20000))
        whistle = {"kind": "emergency", "words": WORDS, "point": inside(GRID), "departments": ["traffic_liaison"],
                   "incidents": [case["id"]]}  # fmt: skip
        blown = self.keep("whistle", made(desk, f"{V1}/whistles", whistle))
        self.keep("call", blown["calls"][0])

    def _campaign(self) -> None:
        """A campaign with a site and a bulletin."""
        desk, path = self.people["dispatcher1"], f"{V1}/campaigns"
        order = {"template": "lane_check", "title": WORDS, "area": COMMUNITY, "unit": "housing", "starts_on": day(),
                 "ends_on": day(20), "sites": [{"place": GRID}]}  # fmt: skip
        self.keep("campaign", made(desk, path, order))
        self.keep("site", desk.read(f"{path}/{self.ids['campaign']}/sites")["items"][0])
        made(desk, f"{path}/{self.ids['campaign']}/bulletins", {"words": WORDS})

    def _ground(self) -> None:
        """A grid of its own, a change of borders, a planned change of areas."""
        desk, leader = self.people["dispatcher1"], self.people["leader1"]
        made(desk, f"{V1}/grids", {"community": COMMUNITY, "kind": "base", "name": OPEN, "households": 300})
        shape = drawn(GRID)[GRID]
        feature = {"way": "change", "grid": GRID, "geometry": shape.__geo_interface__}
        self.keep("border_change", made(desk, f"{V1}/border-changes", {"community": COMMUNITY, "features": [feature]}))
        self.ids |= {"area": COMMUNITY, "place": GRID, "grid": GRID}
        path = f"{V1}/areas/{COMMUNITY}"
        answer = leader.post(f"{path}/rename", {"name": OPEN, "on": day(40)}, version=leader.read(path)["version"])
        assert answer.status == 200, answer
        self.keep("area_change", answer.body, at="change")

    def _neighbourhood(self) -> None:
        """A place, a unit of the roster, a project, who helps, what is needed."""
        desk, place = self.people["dispatcher1"], {"kind": "building", "name": WORDS, "point": inside(GRID)}
        self.keep("premises", made(self.people["kangping7"], f"{V1}/premises", place))
        for name, path, body in (
            ("member", "member-units", {"name": WORDS, "kind": "school"}),
            ("project", "co-projects", {"list": "need", "title": WORDS}),
            ("provider", "providers", {"name": WORDS, "kind": "volunteer_team", "helps": ["meals"], "capacity": 741}),
            ("need", "needs", {"kind": "meals", "quantity": 741, "from_on": day(1), "until_on": day(3)}),
        ):
            self.keep(name, made(desk, f"{V1}/{path}", {"area": COMMUNITY} | body))

    def _staff(self) -> None:
        """A round, a post, a standing in, a planned leave, a certificate."""
        desk, path = self.people["dispatcher1"], f"{V1}/staff"
        worker, helper = (self.people[one].read(f"{V1}/me")["id"] for one in ("kangping7", "kangping6"))
        self.ids["account"] = worker
        self.keep("round", made(self.people["kangping7"], f"{V1}/rounds", {"grid": GRID}))
        self.signs |= {worker, helper}
        self.keep("post", self.people["kangping7"].read(f"{path}/my-posts")["items"][0])
        standing = {"account": helper, "valid_from": day(), "valid_until": day(5)}
        self.keep("stand_in", made(desk, f"{path}/posts/{self.ids['post']}/stand-ins", standing))
        skill = {"account": worker, "skill": "safety", "valid_from": day()}
        self.keep("certificate", made(desk, f"{path}/skills", skill))
        over = {"account": worker, "on": day(30), "reason": "retired", "successors": [{"place": GRID, "account": helper}]}
        self.keep("leave", made(desk, f"{path}/leaves", over))

    def _admission(self) -> None:
        """An item of the access list that is in force, and a task of it."""
        officer, path = self.people["sanitation1"], f"{V1}/items"
        draft = {"title": OPEN, "kind": "assisting", "basis": OPEN, "period": "monthly", "minutes": 90,
                 "areas": [COMMUNITY], "valid_from": day(60), "valid_until": day(200)}  # fmt: skip
        view = self.keep("item", made(officer, path, draft))
        view = act(officer, path, "submit", view)
        view = act(self.people["leader1"], path, "approve", act(self.people["dispatcher1"], path, "review", view))
        self.ledger.rows("UPDATE grid.item SET valid_from = %s WHERE id = %s", day(), view["id"])
        self.ledger.rows("UPDATE grid.item_force SET since = now() WHERE item = %s", view["id"])
        task = {"item": view["code"], "places": [NEXT], "due_on": day(10), "words": WORDS}
        made(officer, f"{V1}/tasks", task)
        self.keep("task", officer.read(f"{V1}/tasks")["items"][0])

    def _outside(self) -> None:
        """Lists and meetings that jobs make, an inspection, a system with a device, a notice of somebody."""
        leader, operator = self.people["leader1"], self.people["operator1"]
        for name, (sql, *values) in JOBS.items():
            self.keep(name, {"id": str(uuid.uuid4())})
            self.ledger.rows(sql, self.ids[name], *values)
        self.keep("inspection", made(leader, f"{V1}/inspections", {"area": COMMUNITY, "number": 1}))
        system = {"label": WORDS, "scopes": ["take_readings"], "area": COMMUNITY}
        client = self.keep("client", made(operator, f"{V1}/clients", system))
        second = {"login": "operator9", "name": WORDS, "role": "operator", "area": COMMUNITY}
        self.keep("account_request", {"id": made(operator, f"{V1}/accounts", second)["awaits"]})
        source = {"client": client["id"], "code": "room", "case_type": FIRE_LANE, "side": "below", "threshold": 18,
                  "unit": "℃"}  # fmt: skip
        desk = self.people["dispatcher1"]
        self.keep("source", made(desk, f"{V1}/device-sources", source))
        devices = [{"device": "s-741", "point": inside(GRID)}]
        made(desk, f"{V1}/devices", {"client": client["id"], "devices": devices}, 200)
        self.keep("device", desk.read(f"{V1}/devices?client={client['id']}")["items"][0])
        self.keep("export", made(desk, f"{V1}/exports", EXPORT, 202))
        until(lambda: desk.read(f"{V1}/exports/{self.ids['export']}")["state"], "ready")
        self.ids["feature"] = self.ids["incident"]
        told = until(lambda: self.people["traffic_liaison1"].read(f"{V1}/notices")["items"])
        self.keep("notice", told[0])
        self.keep("delivery", until(lambda: operator.read(f"{V1}/deliveries?state=delivered")["items"])[0])

    def _unmaskings(self) -> None:
        """Somebody at the desk who may see whose the case, the petition and one side of the dispute are."""
        desk, why = self.people["dispatcher1"], {"reason": "contact", "words": WORDS}
        self.ids["party"] = desk.read(f"{V1}/disputes/{self.ids['dispute']}")["parties"][0]["id"]
        for name, path in (
            ("reporter", "incidents/{incident}/reporter"), ("petitioner", "petitions/{petition}/petitioner"),
            ("party", "disputes/{dispute}/parties/{party}"),
        ):  # fmt: skip
            self.keep(f"{name}_unmasking", made(desk, f"{V1}/{path.format(**self.ids)}/unmask", why))
