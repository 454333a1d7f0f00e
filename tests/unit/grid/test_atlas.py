"""A ground that is no more is not kept for its drawings."""
from __future__ import annotations

import gc
import weakref
from typing import Any, cast

import pytest

from services.grid.domain.ground.territory import Territory
from services.grid.service.chart import atlas


def test_layers_are_drawn_once_for_each_ground_and_go_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atlas, "MADE", {"grids": lambda ground, db: object()})
    kept, db = atlas.Atlas(), cast(Any, None)
    one, other = ground(), ground()
    assert kept.layer(one, db, "grids") is kept.layer(one, db, "grids")
    assert kept.layer(other, db, "grids") is not kept.layer(one, db, "grids")
    gone = weakref.ref(one)
    del one
    gc.collect()
    assert gone() is None


def ground() -> Territory:
    return Territory(cast(Any, None), {}, {}, {}, {}, {})
