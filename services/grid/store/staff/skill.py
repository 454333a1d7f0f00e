"""Skills as rows, and the share of all-round workers per area."""

from __future__ import annotations

from datetime import date
from typing import Any

from kernel.db import Tx
from kernel.errors import Missing
from kernel.rows import Reader, Table
from services.grid.domain.staff.post import WORKER
from services.grid.domain.staff.skill import Certificate, Skill

SKILLS = Table("skill", Skill, key="code")
CERTIFICATES = Table("staff_skill", Certificate)
SHARE = """
WITH worker AS (
    SELECT DISTINCT account, area FROM staff_post WHERE area LIKE %(reach)s AND area LIKE %(under)s AND role = %(worker)s
      AND valid_from <= %(on)s AND (valid_until IS NULL OR valid_until > %(on)s)
), able AS (
    SELECT held.account, count(DISTINCT held.skill) AS n FROM staff_skill AS held JOIN skill ON skill.code = held.skill
    WHERE skill.needed AND held.account IN (SELECT account FROM worker)
      AND held.valid_from <= %(on)s AND (held.valid_until IS NULL OR held.valid_until > %(on)s) GROUP BY held.account
)
SELECT worker.area, count(*), count(*) FILTER (WHERE able.n = (SELECT count(*) FROM skill WHERE needed))
FROM worker LEFT JOIN able USING (account) GROUP BY worker.area ORDER BY worker.area
"""


def list_skills(db: Reader) -> list[Skill]:
    """Give all skills, by code."""
    return SKILLS.all(db, "ORDER BY code")


def list_certificates(db: Reader, account: str) -> list[Certificate]:
    """Give what somebody is or was certified for, by skill and first day."""
    return CERTIFICATES.all(db, "WHERE account = %s ORDER BY skill, valid_from, id", (account,))


def lock(tx: Tx, id: str) -> Certificate:
    """Read a certificate to change it.

    :raises Missing: grid.certificate_missing
    """
    return CERTIFICATES.lock(tx, id, Missing("grid.certificate_missing"))


def shares(db: Reader, *, reach: str, under: str, on: date) -> list[tuple[Any, ...]]:
    """Give for each area how many grid workers stand there, and how many of them hold every needed skill."""
    return db.all(SHARE, {"reach": reach + "%", "under": under + "%", "on": on, "worker": WORKER})
