"""What a district has chosen for its incidents."""

from __future__ import annotations

from kernel.rows import Reader
from services.grid.domain.sample import Setting


def setting(db: Reader) -> Setting:
    """Give what the district has chosen."""
    row = db.one("SELECT self_check_share::float8, archive_days FROM incident_setting")
    return Setting(*row) if row else Setting()
