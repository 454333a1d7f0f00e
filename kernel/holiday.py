"""Statutory holidays of the People's Republic of China, for years whose official notice is not out yet (pure).

Seven feasts, 13 days, rule of 2024-11-10. Four follow the moon or the sun, so their days are a table; the moving of
weekends (调休) is made by the yearly notice of the State Council and cannot be foreseen.
"""
from __future__ import annotations

from datetime import date, timedelta

FIXED = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))

# year: Spring Festival (1st of the 1st lunar month), Qingming, Dragon Boat (5/5 lunar), Mid-Autumn (8/15 lunar)
MOVING = {
    2025: ((1, 29), (4, 4), (5, 31), (10, 6)),
    2026: ((2, 17), (4, 5), (6, 19), (9, 25)),
    2027: ((2, 6), (4, 5), (6, 9), (9, 15)),
    2028: ((1, 26), (4, 4), (5, 28), (10, 3)),
    2029: ((2, 13), (4, 4), (6, 16), (9, 22)),
    2030: ((2, 3), (4, 5), (6, 5), (9, 12)),
}


def statutory(year: int) -> frozenset[date]:
    """Give the holidays the law itself names in `year`; beyond the table only those with a fixed date.

    Spring Festival is its eve and its first three days.
    """
    days = {date(year, *day) for day in FIXED}
    for place, (month, day) in enumerate(MOVING.get(year, ())):
        feast = date(year, month, day)
        days |= {feast + timedelta(days=step) for step in range(-1, 3)} if place == 0 else {feast}
    return frozenset(days)
