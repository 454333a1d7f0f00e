"""What is answered of whistles, tasks, supervision, campaigns and rewards fits the shape its route promises."""

from __future__ import annotations

from typing import Any

from kernel.wire import load
from services.gateway.routes import order, whistle
from tests.integration.grid.call.test_campaign import FINE, WRONG, begin, look, sites
from tests.integration.grid.call.test_order import give, supervise
from tests.integration.grid.call.test_reward import approve, propose, report, slip
from tests.integration.grid.town import ANYONE, DISPATCHER, LAMPS, LEADER, Town
from tests.integration.grid.whistle import CALLER, through

VIEWS = {row.act: row.view for row in (*whistle.ROWS, *order.ROWS)}


def fits(act: str, reply: dict[str, Any]) -> dict[str, Any]:
    view = VIEWS[act]
    assert view is not None
    load(view, reply)
    return reply


def ask(town: Town, act: str, actor: Any = LEADER, **command: Any) -> dict[str, Any]:
    return fits(act, getattr(town.as_(actor), act)(command))


def test_of_whistles(town: Town) -> None:
    command = {"kind": "daily", "words": "x", "area": "210203001001", "departments": ["lamps"]}
    fits("blow_whistle", town.as_(CALLER).blow_whistle(command))
    seen = fits("rate_whistle", through(town, "acknowledge", "arrive", "handle", "release", "rate"))
    ask(town, "find_whistle", whistle=seen["whistle"])
    ask(town, "list_whistles", limit=1)
    ask(town, "whistle_figures")


def test_of_tasks_and_supervision(town: Town) -> None:
    matter = town.through("accept", "file", "dispatch")
    fits("give_order", give(town, matter))
    fits("order_supervision", supervise(town, town.find(DISPATCHER, matter)))
    assert ask(town, "list_orders")["items"]
    assert ask(town, "list_supervisions")["items"]


def test_of_campaigns(town: Town) -> None:
    seen = fits("open_campaign", begin(town))
    first = sites(town, seen)[0]
    done = fits("check_campaign_site", look(town, first, WRONG, FINE))
    ask(town, "solve_campaign_site", DISPATCHER, site=first["id"], version=done["version"], words="cleared")
    ask(town, "publish_bulletin", campaign=seen["id"], week="2026-W10", words="x")
    for act in ("list_campaign_sites", "list_campaign_checks", "list_bulletins", "campaign_progress", "find_campaign"):
        ask(town, act, campaign=seen["id"])
    ask(town, "list_campaigns")
    ask(town, "list_campaign_templates")
    ask(town, "end_campaign", campaign=seen["id"], version=seen["version"])


def test_of_rewards(town: Town) -> None:
    seen = report(town)
    made = fits("propose_reward", propose(town, seen))
    fits("approve_reward", approve(town, made))
    fetched = ask(town, "claim_reward", ANYONE, **slip(seen))
    ask(town, "pay_reward", LAMPS, **slip(fetched))
    assert ask(town, "list_rewards")["items"]
    ask(town, "list_reward_amounts")
