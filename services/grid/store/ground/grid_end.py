"""What is left on a grid that ends: who stands on it stands there no more, and what is asked of it its community is asked."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kernel.db import Tx
from services.grid.domain.staff.post import Post, end
from services.grid.store.ground.noun import NOUNS
from services.grid.store.staff import staff

STANDING = "WHERE place = ANY(%s) AND (valid_until IS NULL OR valid_until > %s) ORDER BY id FOR UPDATE"
# those who stand there do what is asked of them until the day
LEFT = """
UPDATE {table} AS one SET grid = NULL{sets} FROM grid
WHERE one.grid = grid.code AND ({open}) AND grid.valid_until <= %(today)s
"""
# an order of nobody's unit was the grid's
OWED = """
UPDATE obligation AS clock SET owner = one.unit, version = clock.version + 1 FROM work_order AS one
WHERE one.grid IS NULL AND one.state IN ('given', 'finished') AND clock.subject = one.id::text AND clock.kind = 'order'
  AND clock.state <> 'stopped' AND clock.owner = ''
"""
LEAVINGS = (
    # nobody owes a sweep of what is no more; one that was begun stays as it is
    """DELETE FROM sweep_item USING sweep WHERE sweep_item.sweep = sweep.id AND sweep.grid = ANY(%(grids)s)
       AND sweep.due_on >= %(on)s AND sweep.state = 'open' AND sweep.checked = 0""",
    """DELETE FROM sweep WHERE grid = ANY(%(grids)s) AND due_on >= %(on)s AND state = 'open' AND checked = 0""",
)


def leave_tasks(tx: Tx, *, today: date) -> None:
    """Let what is open on grids that are no more by a local date be asked of their communities; safe to repeat.

    A work order of a grid is asked of who gave it.
    """
    for noun in NOUNS:
        if noun.left is not None:
            sets = (f", {noun.left}" if noun.left else "") + (", version = one.version + 1" if noun.versioned else "")
            tx.run(LEFT.format(table=noun.table, sets=sets, open=noun.open), {"today": today})
    tx.run(OWED)


def release(tx: Tx, grids: Iterable[str], *, on: date, today: date) -> list[Post]:
    """Let nobody stand on grids from a local date on, nor owe anything there; give the posts that end.

    Open tasks become their community's on that day (`leave_tasks`). Who wants to appoint somebody there meanwhile waits.
    """
    codes = sorted(grids)
    staff.hold(tx, *codes)
    standing = staff.POSTS.all(tx, STANDING, (codes, on))
    ended = [end(post, on=on) for post in standing]
    for before, after in zip(standing, ended, strict=True):
        staff.POSTS.save(tx, before, after)
    staff.end_stand_ins(tx, on=on, posts=[post.id for post in ended])
    for sql in LEAVINGS:
        tx.later(sql, {"grids": codes, "on": on})
    tx.flush()
    leave_tasks(tx, today=today)
    if ended:
        staff.touch(tx)
    return ended
