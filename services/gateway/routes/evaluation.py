"""Evaluation: figures with their denominators, and the lists behind them."""

from __future__ import annotations

from services.gateway.http.route import Route, page
from services.gateway.routes.group import V1
from services.grid.schemas import evaluation as grid

EVALUATION = f"{V1}/evaluation"
# a grid's own people are not given scores of one another
READERS = ("dispatcher", "officer", "checker", "leader")

ROWS: tuple[Route, ...] = (
    page(EVALUATION, "grid", "evaluate", grid.Evaluate, grid.EvaluationView, ("Evaluate a period", "考核评价"), READERS),
    page(
        f"{EVALUATION}/list",
        "grid",
        "evaluation_list",
        grid.EvaluationList,
        grid.EvaluationListView,
        ("List what a figure counts", "指标明细"),
        READERS,
    ),
)
