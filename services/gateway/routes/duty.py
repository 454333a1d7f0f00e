"""Sweeps, rounds, visits of agency staff, monthly meetings, quarterly reviews, roving inspections."""

from __future__ import annotations

from services.gateway.http.route import Route, act, make, page, read
from services.gateway.routes.group import V1
from services.grid.schemas import duty
from services.grid.schemas import duty_view as view

WORKERS = ("grid_worker",)
AGENCY = ("officer", "grid_worker")
LEADERS = ("leader",)
CHECKERS = ("checker",)
DESK = ("dispatcher", "leader")
INSPECTING = ("leader", "checker")
WEEK = ("leader", "officer", "grid_worker")

SWEEPS, ROUNDS, VISITS = f"{V1}/sweeps", f"{V1}/rounds", f"{V1}/visits"
MEETINGS, REVIEWS, INSPECTIONS = f"{V1}/meetings", f"{V1}/reviews", f"{V1}/inspections"
ROUND, MEETING = f"{ROUNDS}/{{round}}", f"{MEETINGS}/{{meeting}}"
REVIEW, INSPECTION = f"{REVIEWS}/{{review}}", f"{INSPECTIONS}/{{inspection}}"

ROWS: tuple[Route, ...] = (
    read(f"{V1}/my-sweep", "grid", "my_sweep", duty.MySweep, view.MySweepView, ("Read today's sweep", "今日摸排"), WORKERS),
    page(SWEEPS, "grid", "list_sweeps", duty.ListSweeps, view.SweepPage, ("List a day's sweeps", "摸排列表"), DESK),
    read(f"{V1}/sweep-days", "grid", "sweep_days", duty.SweepDays, view.SweepDaysView, ("Count by day", "摸排统计"), DESK),
    act(
        f"{SWEEPS}/{{sweep}}/record-item",
        "grid",
        "record_sweep_item",
        duty.RecordSweepItem,
        view.RecordedView,
        ("Write down what was found", "登记摸排结果"),
        WORKERS,
    ),
    make(
        ROUNDS, "grid", "open_round", duty.OpenRound, view.RoundView, ("Begin a round", "开始巡查"), WORKERS, location=ROUNDS
    ),
    page(ROUNDS, "grid", "my_rounds", duty.MyRounds, view.RoundPage, ("List the own rounds", "我的巡查"), WORKERS),
    read(f"{V1}/round-day", "grid", "round_day", duty.RoundDay, view.RoundDayView, ("Count rounds", "巡查统计"), DESK),
    make(
        f"{ROUND}/check-in",
        "grid",
        "check_in",
        duty.CheckIn,
        view.CheckedInView,
        ("Check in here and now", "签到"),
        WORKERS,
        status=200,
    ),
    make(
        f"{ROUND}/send-check-ins",
        "grid",
        "send_check_ins",
        duty.SendCheckIns,
        view.CheckedInView,
        ("Send check-ins taken offline", "补传签到"),
        WORKERS,
        status=200,
    ),
    act(f"{ROUND}/close", "grid", "close_round", duty.CloseRound, view.RoundView, ("End a round", "结束巡查"), WORKERS),
    read(f"{ROUND}/track", "grid", "my_track", duty.MyTrack, view.TrackView, ("Read the own track", "我的轨迹"), WORKERS),
    make(
        VISITS, "grid", "record_visit", duty.RecordVisit, view.VisitReceipt, ("Record a visit", "登记走访"), AGENCY,
        location=VISITS,
    ),
    page(VISITS, "grid", "my_visits", duty.MyVisits, view.VisitPage, ("List the own visits", "我的走访"), AGENCY),
    read(f"{V1}/duty-week", "grid", "duty_week", duty.DutyWeek, view.DutyWeekView, ("Read a week", "包保周报"), WEEK),
    page(
        f"{V1}/duty-misses",
        "grid",
        "list_duty_misses",
        duty.ListDutyMisses,
        view.DutyMissPage,
        ("List who fell short of a week", "包保未完成名单"),
        LEADERS,
    ),
    page(MEETINGS, "grid", "list_meetings", duty.ListMeetings, view.MeetingPage, ("List meetings", "月调度列表"), DESK),
    read(MEETING, "grid", "find_meeting", duty.FindMeeting, view.MeetingView, ("Read a meeting", "查看月调度"), DESK),
    act(f"{MEETING}/hold", "grid", "hold_meeting", duty.HoldMeeting, view.MeetingRow, ("Open it", "召开"), LEADERS),
    act(
        f"{MEETING}/conclude",
        "grid",
        "conclude_case",
        duty.ConcludeCase,
        view.MeetingRow,
        ("Conclude on one case", "登记议定事项"),
        LEADERS,
    ),
    act(f"{MEETING}/close", "grid", "close_meeting", duty.CloseMeeting, view.MeetingRow, ("End it", "结束会议"), LEADERS),
    page(REVIEWS, "grid", "list_reviews", duty.ListReviews, view.ReviewPage, ("List reviews", "季梳理列表"), DESK),
    read(REVIEW, "grid", "find_review", duty.FindReview, view.ReviewView, ("Read a review", "查看季梳理"), DESK),
    act(
        f"{REVIEW}/note",
        "grid",
        "note_review",
        duty.NoteReview,
        view.ReviewRow,
        ("Write cause and measure", "登记原因和措施"),
        LEADERS,
    ),
    act(f"{REVIEW}/close", "grid", "close_review", duty.CloseReview, view.ReviewRow, ("End it", "结束梳理"), LEADERS),
    make(
        INSPECTIONS,
        "grid",
        "order_inspection",
        duty.OrderInspection,
        view.InspectionRow,
        ("Order a random inspection", "发起随机督查"),
        LEADERS,
        location=f"{INSPECTIONS}/{{id}}",
    ),
    page(
        INSPECTIONS,
        "grid",
        "list_inspections",
        duty.ListInspections,
        view.InspectionPage,
        ("List inspections", "督查列表"),
        INSPECTING,
    ),
    read(
        INSPECTION,
        "grid",
        "find_inspection",
        duty.FindInspection,
        view.InspectionView,
        ("Read an inspection", "查看督查"),
        INSPECTING,
    ),
    act(
        f"{INSPECTION}/record",
        "grid",
        "record_inspection",
        duty.RecordInspection,
        view.InspectionRow,
        ("Write down a finding", "登记督查结果"),
        CHECKERS,
    ),
    act(
        f"{INSPECTION}/recheck",
        "grid",
        "recheck_inspection",
        duty.RecheckInspection,
        view.InspectionRow,
        ("Write down a re-check", "登记复查"),
        CHECKERS,
    ),
)  # fmt: skip
