"""Sweeps, rounds, visits of agency staff, monthly meetings, quarterly reviews, roving inspections."""

from __future__ import annotations

from services.gateway.http.route import Route, act, make, page, read
from services.gateway.routes.group import V1
from services.grid.schemas.duty import inspection, meeting, review, sweep, visit
from services.grid.schemas.duty import round as rounds

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
    read(f"{V1}/my-sweep", "grid", "my_sweep", sweep.MySweep, sweep.MySweepView, ("Read today's sweep", "今日摸排"), WORKERS),
    page(SWEEPS, "grid", "list_sweeps", sweep.ListSweeps, sweep.SweepPage, ("List a day's sweeps", "摸排列表"), DESK),
    read(f"{V1}/sweep-days", "grid", "sweep_days", sweep.SweepDays, sweep.SweepDaysView, ("Count by day", "摸排统计"), DESK),
    act(
        f"{SWEEPS}/{{sweep}}/record-item",
        "grid",
        "record_sweep_item",
        sweep.RecordSweepItem,
        sweep.RecordedView,
        ("Write down what was found", "登记摸排结果"),
        WORKERS,
    ),
    make(
        ROUNDS, "grid", "open_round", rounds.OpenRound, rounds.RoundView, ("Begin a round", "开始巡查"), WORKERS, location=ROUNDS
    ),
    page(ROUNDS, "grid", "my_rounds", rounds.MyRounds, rounds.RoundPage, ("List the own rounds", "我的巡查"), WORKERS),
    read(f"{V1}/round-day", "grid", "round_day", rounds.RoundDay, rounds.RoundDayView, ("Count rounds", "巡查统计"), DESK),
    make(
        f"{ROUND}/check-in",
        "grid",
        "check_in",
        rounds.CheckIn,
        rounds.CheckedInView,
        ("Check in here and now", "签到"),
        WORKERS,
        status=200,
    ),
    make(
        f"{ROUND}/send-check-ins",
        "grid",
        "send_check_ins",
        rounds.SendCheckIns,
        rounds.CheckedInView,
        ("Send check-ins taken offline", "补传签到"),
        WORKERS,
        status=200,
    ),
    act(f"{ROUND}/close", "grid", "close_round", rounds.CloseRound, rounds.RoundView, ("End a round", "结束巡查"), WORKERS),
    read(f"{ROUND}/track", "grid", "my_track", rounds.MyTrack, rounds.TrackView, ("Read the own track", "我的轨迹"), WORKERS),
    make(
        VISITS, "grid", "record_visit", visit.RecordVisit, visit.VisitReceipt, ("Record a visit", "登记走访"), AGENCY,
        location=VISITS,
    ),
    page(VISITS, "grid", "my_visits", visit.MyVisits, visit.VisitPage, ("List the own visits", "我的走访"), AGENCY),
    page(f"{V1}/duty-week", "grid", "duty_week", visit.DutyWeek, visit.DutyWeekView, ("Read a week", "包保周报"), WEEK),
    page(
        f"{V1}/duty-misses",
        "grid",
        "list_duty_misses",
        visit.ListDutyMisses,
        visit.DutyMissPage,
        ("List who fell short of a week", "包保未完成名单"),
        LEADERS,
    ),
    page(MEETINGS, "grid", "list_meetings", meeting.ListMeetings, meeting.MeetingPage, ("List meetings", "月调度列表"), DESK),
    read(MEETING, "grid", "find_meeting", meeting.FindMeeting, meeting.MeetingView, ("Read a meeting", "查看月调度"), DESK),
    act(f"{MEETING}/hold", "grid", "hold_meeting", meeting.HoldMeeting, meeting.MeetingRow, ("Open it", "召开"), LEADERS),
    act(
        f"{MEETING}/conclude",
        "grid",
        "conclude_case",
        meeting.ConcludeCase,
        meeting.MeetingRow,
        ("Conclude on one case", "登记议定事项"),
        LEADERS,
    ),
    act(f"{MEETING}/close", "grid", "close_meeting", meeting.CloseMeeting, meeting.MeetingRow, ("End it", "结束会议"), LEADERS),
    page(REVIEWS, "grid", "list_reviews", review.ListReviews, review.ReviewPage, ("List reviews", "季梳理列表"), DESK),
    read(REVIEW, "grid", "find_review", review.FindReview, review.ReviewView, ("Read a review", "查看季梳理"), DESK),
    act(
        f"{REVIEW}/note",
        "grid",
        "note_review",
        review.NoteReview,
        review.ReviewRow,
        ("Write cause and measure", "登记原因和措施"),
        LEADERS,
    ),
    act(f"{REVIEW}/close", "grid", "close_review", review.CloseReview, review.ReviewRow, ("End it", "结束梳理"), LEADERS),
    make(
        INSPECTIONS,
        "grid",
        "order_inspection",
        inspection.OrderInspection,
        inspection.InspectionRow,
        ("Order a random inspection", "发起随机督查"),
        LEADERS,
        location=f"{INSPECTIONS}/{{id}}",
    ),
    page(
        INSPECTIONS,
        "grid",
        "list_inspections",
        inspection.ListInspections,
        inspection.InspectionPage,
        ("List inspections", "督查列表"),
        INSPECTING,
    ),
    read(
        INSPECTION,
        "grid",
        "find_inspection",
        inspection.FindInspection,
        inspection.InspectionView,
        ("Read an inspection", "查看督查"),
        INSPECTING,
    ),
    act(
        f"{INSPECTION}/record",
        "grid",
        "record_inspection",
        inspection.RecordInspection,
        inspection.InspectionRow,
        ("Write down a finding", "登记督查结果"),
        CHECKERS,
    ),
    act(
        f"{INSPECTION}/recheck",
        "grid",
        "recheck_inspection",
        inspection.RecheckInspection,
        inspection.InspectionRow,
        ("Write down a re-check", "登记复查"),
        CHECKERS,
    ),
)  # fmt: skip
