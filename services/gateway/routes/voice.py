"""Reports of one matter: what may be the same, joining and taking apart, and standing behind it."""

from __future__ import annotations

from services.gateway.http.route import Route, act, make, page, read
from services.gateway.routes.group import ANYONE, DESK, V1
from services.grid import schemas as grid
from services.grid.schemas import voice

INCIDENTS = f"{V1}/incidents"
INCIDENT = f"{INCIDENTS}/{{incident}}"
SEEN = grid.ActView

ROWS: tuple[Route, ...] = (
    Route(
        "POST",
        f"{INCIDENTS}/similar",
        "grid",
        "similar",
        voice.Similar,
        voice.SimilarView,
        ("Ask what may be the same matter", "查找相同事项"),
        ANYONE,
        quota="similar",
    ),
    read(f"{INCIDENT}/same", "grid", "find_same", voice.FindSame, voice.SameView, ("Suggest the same", "疑似重复"), DESK),
    act(f"{INCIDENT}/merge", "grid", "merge", voice.Merge, SEEN, ("Join to the same matter", "并案"), DESK),
    act(f"{INCIDENT}/unmerge", "grid", "unmerge", voice.Unmerge, SEEN, ("Handle apart again", "撤销并案"), DESK),
    act(f"{INCIDENT}/respond", "grid", "respond", voice.Respond, SEEN, ("Answer one reporter", "单独答复"), DESK),
    page(f"{INCIDENT}/merged", "grid", "list_merged", voice.ListMerged, voice.MergedPage, ("List the joined", "并案列表"), DESK),
    make(
        f"{INCIDENT}/support",
        "grid",
        "support",
        voice.Support,
        voice.SupportView,
        ("Stand behind a matter", "支持事项"),
        ANYONE,
        status=200,
        quota="progress",
    ),
    make(
        f"{INCIDENT}/withdraw-support",
        "grid",
        "withdraw_support",
        voice.WithdrawSupport,
        voice.SupportView,
        ("Stand behind it no longer", "取消支持"),
        ANYONE,
        status=200,
        quota="progress",
    ),
)
