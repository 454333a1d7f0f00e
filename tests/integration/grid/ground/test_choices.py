"""What a district has chosen in the memory of several processes: each hears of each choice, and asks for none in an act."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from kernel.db import Database, Statement, Tx
from kernel.errors import Invalid, Unavailable
from services.grid.choices import Choices, ChoicesProvider
from services.grid.service.setting import setting as desk
from tests.integration.grid.setting import choose
from tests.integration.grid.town import DISPATCHER, EAST, LEADER, Town
from tests.make import refused

FILE, DAY = "limit.file", date(2026, 3, 3)


class Asked:
    """A database that notes what it is asked, and can be away."""

    def __init__(self, db: Database) -> None:
        self.db, self.asked, self.away = db, list[str](), False

    def one(self, sql: str, params: Any = None, **way: bool) -> Any:
        return self._ask("one", sql, params, way)

    def all(self, sql: str, params: Any = None, **way: bool) -> Any:
        return self._ask("all", sql, params, way)

    def _ask(self, how: str, sql: str, params: Any, way: dict[str, bool]) -> Any:
        if self.away:
            raise Unavailable("database.unavailable")
        self.asked.append(sql)
        return getattr(self.db, how)(sql, params, **way)


def chosen(choices: Choices, key: str = FILE, on: date = DAY) -> Any:
    return choices.on(on).values.get(key)


def provider_of(choices: Choices) -> ChoicesProvider:
    """Give the provider of a process that knows these choices."""
    made = ChoicesProvider()
    made.choices, made.shared = choices, SimpleNamespace(database=SimpleNamespace(schema="grid"))  # type: ignore[assignment]
    return made


def test_the_process_that_answered_knows_a_choice_at_once(town: Town) -> None:
    assert chosen(town.choices) == 30
    service = town.as_(LEADER)
    service.change_setting({"key": FILE, "value": "60", "version": 1})
    assert chosen(town.choices) == 60
    assert town.choices.on(DAY).limits[False]["file"].amount == 1


def test_another_replica_knows_it_with_its_next_look(town: Town, database_of: Callable[[str], Database]) -> None:
    other = Choices(lambda: database)
    database = database_of("grid")
    assert chosen(other) == 30
    town.as_(LEADER).change_setting({"key": FILE, "value": "60", "version": 1})
    assert chosen(other) == 30
    provider_of(other).beat()
    assert chosen(other) == 60


def test_a_process_that_starts_waits_for_its_first_reading(town: Town) -> None:
    choose(town.db, FILE, "45")
    db = Asked(town.db)
    db.away = True
    started = Choices(lambda: db)
    with refused(Unavailable, "database.unavailable"):
        started.on(DAY)
    db.away = False
    assert chosen(started) == 45


def test_a_choice_that_is_rolled_back_leaves_the_old_one(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(town.db, FILE, "45")
    service = town.as_(LEADER)
    with refused(Invalid, "grid.setting_out_of_bounds"):
        service.change_setting({"key": FILE, "value": "1", "version": 2})

    def broken(*args: Any, **kwargs: Any) -> Any:
        raise Unavailable("database.timeout")

    monkeypatch.setattr(desk.view, "line", broken)
    with refused(Unavailable, "database.timeout"):
        town.as_(LEADER).change_setting({"key": FILE, "value": "60", "version": 2})
    town.choices.refresh()
    assert chosen(town.choices) == 45


def test_who_chose_is_answered_though_the_process_cannot_look_again(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    service = town.as_(LEADER)

    def away() -> None:
        raise Unavailable("database.unavailable")

    monkeypatch.setattr(town.choices, "refresh", away)
    assert service.change_setting({"key": FILE, "value": "60", "version": 1})["value"] == "60"


def test_while_the_database_is_away_what_is_known_holds(town: Town) -> None:
    db = Asked(town.db)
    known = Choices(lambda: db)
    assert chosen(known) == 30
    db.away = True
    provider_of(known).beat()
    assert chosen(known) == 30


def test_of_two_choices_made_at_once_neither_is_missed(town: Town, database_of: Callable[[str], Database]) -> None:
    other, known = database_of("grid"), Choices(lambda: town.db)
    assert chosen(known) == 30
    with other.transaction() as late:
        choose(late, "limit.check", "240")
        choose(town.db, FILE, "45")
        known.refresh()
        assert (chosen(known), chosen(known, "limit.check")) == (45, 120)
    known.refresh()
    assert (chosen(known), chosen(known, "limit.check")) == (45, 240)


def test_a_coming_choice_holds_from_its_day_on_without_being_read_again(town: Town) -> None:
    choose(town.db, FILE, "45", on=DAY + timedelta(days=1))
    db = Asked(town.db)
    known = Choices(lambda: db)
    known.on(DAY)
    db.asked.clear()
    assert [chosen(known, on=DAY + timedelta(days=no)) for no in (0, 1, 0)] == [30, 45, 30]
    assert db.asked == []


def test_what_holds_is_what_the_rows_say_on_any_day(town: Town) -> None:
    for no, value in enumerate(("45", "", "60"), start=1):
        choose(town.db, FILE, value, on=DAY + timedelta(days=5 * (no % 2)))
    known = Choices(lambda: town.db)
    for day in (DAY + timedelta(days=no) for no in (-1, 0, 4, 5, 9)):
        assert chosen(known, on=day) == desk.store.read(town.db, FILE, on=day).get(FILE)


def test_a_report_asks_for_no_choice_and_goes_in_one_round_trip(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    service, sent, plain = town.as_(DISPATCHER), list[str](), Tx._text
    service.numbers.next(DAY)  # they come by the hundred

    def noted(tx: Tx, statements: list[Statement]) -> bytes:
        sent.append("; ".join(one.sql for one in statements))
        return plain(tx, statements)

    monkeypatch.setattr(Tx, "_text", noted)
    service.report({"description": "rubbish by the gate", "case_type": "E1", "area": EAST})
    (batch,) = sent
    assert (batch[:5], batch[-6:]) == ("BEGIN", "COMMIT")
    assert "setting_choice" not in batch
