"""Reports are joined and taken apart in whatever order, in chains too, with acts between: nothing of any of them is lost."""
from __future__ import annotations

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kernel.call import Actor
from tests.integration.grid.history import World
from tests.integration.grid.matter.test_histories import FORWARD, counts_equal_recounts, groups_are_whole, no_lost_clock
from tests.integration.grid.town import ANYONE, NEIGHBOUR, RESIDENT, Town

REPORTERS = (RESIDENT, NEIGHBOUR, Actor(id="r-3", role="resident"), Actor(id="r-4", role="resident"))
ONE = st.integers(0, len(REPORTERS) - 1)
# on, back, refused, asked for longer, hung up, opened again
ACTS = st.sampled_from(["on", "on", "on", "return", "reject", "request_extension", "hang", "reopen"])
DEED = st.tuples(st.sampled_from(["merge", "merge", "merge", "unmerge", "unmerge", "act", "act", "support"]), ONE, ONE, ACTS)
FIXED = settings(
    max_examples=60, derandomize=True, database=None, deadline=None, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def test_joined_and_taken_apart_in_any_order_each_has_its_number_code_clock_and_place_again_gr_172_gr_173(
    town: Town, admin_url: str
) -> None:
    world, taken = World(town, admin_url), 0

    @FIXED
    @given(st.lists(DEED, min_size=6, max_size=18), st.permutations(range(len(REPORTERS))))
    def run(deeds: list[tuple[str, int, int, str]], order: list[int]) -> None:
        nonlocal taken
        world.begin()
        tickets = [town.report(who) for who in REPORTERS]
        world.ids = [seen["id"] for seen in tickets]
        for deed in deeds:
            do(world, *deed)
            groups_are_whole(world)
        for at in order:
            if world.read(world.ids[at]).state == "merged":
                world.unmerge(world.ids[at])
                taken += 1
        assert town.db.one("SELECT count(*) FROM merge WHERE ended_at IS NULL") == (0,)
        assert town.db.one("SELECT sum(merged) FROM incident") == (0,)
        groups_are_whole(world)
        no_lost_clock(world)
        counts_equal_recounts(world)
        for who, seen in zip(REPORTERS, tickets, strict=True):
            followed = town.as_(ANYONE).progress({"number": seen["number"], "code": seen["code"]})
            assert (followed["id"], world.read(seen["id"]).party) == (seen["id"], town.seal.alias(who.id))

    run()
    assert taken > 30


def do(world: World, kind: str, one: int, other: int, act: str) -> None:
    """Do one thing to one of the reports, or to one and another."""
    id = world.ids[one]
    if kind == "merge":
        world.merge(id, world.ids[other])
    elif kind == "unmerge":
        world.unmerge(id)
    elif kind == "support":
        world.attempt(REPORTERS[other], "support", {"incident": id})
    else:
        world.pass_time(other * 5)
        world.act(FORWARD.get(world.read(id).state, "rate") if act == "on" else act, id)
