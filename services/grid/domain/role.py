"""What a role may do: one check over the rows that each noun keeps."""
from __future__ import annotations

from collections.abc import Mapping

from kernel.errors import Denied


def let(roles: Mapping[str, frozenset[str]], act: str, role: str) -> None:
    """Let only the roles named for an act do it. roles: act -> who may.

    :raises Denied: grid.role_not_allowed
    """
    if role not in roles[act]:
        raise Denied("grid.role_not_allowed", act=act, roles=sorted(roles[act]))
