"""A district's own choice, made as by an earlier act."""
from __future__ import annotations

from datetime import date

from kernel.rows import Reader

CHOOSE = """
INSERT INTO setting_choice (id, key, area, grid_kind, value, valid_from, version, origin, source, created_at)
SELECT gen_random_uuid(), %(key)s, %(area)s, %(grid_kind)s, %(value)s, %(on)s, coalesce(max(version), 1) + 1, 'act', '', now()
FROM setting_choice WHERE key = %(key)s AND area = %(area)s AND grid_kind = %(grid_kind)s RETURNING 1
"""
BEGIN = """
INSERT INTO setting_choice (id, key, area, grid_kind, value, valid_from, version, origin, source, created_at)
SELECT gen_random_uuid(), %(key)s, '', '', %(value)s, %(on)s, 2, 'act', '', now()
ON CONFLICT ON CONSTRAINT setting_version_once DO NOTHING RETURNING 1
"""


def choose(db: Reader, key: str, value: str, *, area: str = "", grid_kind: str = "", on: date = date(2020, 1, 1)) -> None:
    """Have a setting hold from a local date on."""
    db.all(CHOOSE, {"key": key, "area": area, "grid_kind": grid_kind, "value": value, "on": on})


def begin_with(db: Reader, key: str, value: str) -> None:
    """Have a setting hold in the whole district unless somebody chose already; of those who come at once, one is enough."""
    db.all(BEGIN, {"key": key, "value": value, "on": date(2020, 1, 1)})
