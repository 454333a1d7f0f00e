"""Teams, posts, stand-ins, leaving and skills."""

from __future__ import annotations

from services.gateway.http.route import Route, act, make, page, read
from services.gateway.routes.group import JUDGES, LEADERS, STAFF, V1
from services.grid.schemas import staff, staff_view

PLACE = f"{V1}/staff"
POST = f"{PLACE}/posts/{{post}}"
SEEN = staff_view.PostView
LEAVE = f"{PLACE}/leaves/{{leave}}"

ROWS: tuple[Route, ...] = (
    make(
        f"{PLACE}/posts",
        "grid",
        "appoint",
        staff.Appoint,
        SEEN,
        ("Appoint somebody", "任命上岗"),
        JUDGES,
        location=f"{PLACE}/posts/{{id}}",
    ),
    read(POST, "grid", "find_post", staff.FindPost, SEEN, ("Read a post", "查看岗位"), STAFF),
    act(f"{POST}/end", "grid", "end_post", staff.EndPost, SEEN, ("End a post", "离岗"), JUDGES),
    act(f"{POST}/transfer", "grid", "transfer", staff.Transfer, staff_view.MovedPostView, ("Transfer", "调岗"), JUDGES),
    make(
        f"{POST}/stand-ins",
        "grid",
        "name_stand_in",
        staff.NameStandIn,
        staff_view.StandInView,
        ("Name a stand-in", "指定代岗人"),
        JUDGES,
    ),
    act(
        f"{PLACE}/stand-ins/{{stand_in}}/end",
        "grid",
        "end_stand_in",
        staff.EndStandIn,
        staff_view.StandInView,
        ("End a standing in", "结束代岗"),
        JUDGES,
    ),
    make(
        f"{PLACE}/leaves",
        "grid",
        "leave",
        staff.LeaveStaff,
        staff_view.LeaveView,
        ("Let somebody leave and hand over their work", "离任交接"),
        JUDGES,
        location=f"{PLACE}/leaves/{{id}}",
    ),
    read(LEAVE, "grid", "find_leave", staff.FindLeave, staff_view.LeaveView, ("Read a leave", "查看离任交接"), JUDGES),
    act(
        f"{LEAVE}/withdraw",
        "grid",
        "withdraw_leave",
        staff.WithdrawLeave,
        staff_view.LeaveView,
        ("Withdraw a planned leave", "撤回离任"),
        JUDGES,
    ),
    page(f"{PLACE}/my-posts", "grid", "list_my_posts", staff.ListMyPosts, staff_view.PostPage, ("My posts", "我的岗位"), STAFF),
    page(
        f"{PLACE}/people/{{account}}/posts",
        "grid",
        "list_posts_of",
        staff.ListPostsOf,
        staff_view.PostPage,
        ("Posts of a person", "某人的岗位"),
        JUDGES,
    ),
    page(
        f"{PLACE}/places/{{place}}/roster",
        "grid",
        "list_roster",
        staff.ListRoster,
        staff_view.PostPage,
        ("Who stands on a place", "在岗名册"),
        JUDGES,
    ),
    page(
        f"{PLACE}/vacancies", "grid", "list_vacancies", staff.ListVacancies, staff_view.VacancyPage, ("Vacancies", "缺岗"), JUDGES
    ),
    page(
        f"{PLACE}/overloads",
        "grid",
        "list_overloads",
        staff.ListOverloads,
        staff_view.OverloadPage,
        ("Overloads", "超负荷"),
        JUDGES,
    ),
    page(
        f"{PLACE}/stood-in",
        "grid",
        "list_stood_in",
        staff.ListStoodIn,
        staff_view.StoodInPage,
        ("Places with a stand-in only", "仅有代岗"),
        JUDGES,
    ),
    page(
        f"{PLACE}/ending",
        "grid",
        "list_ending",
        staff.ListEnding,
        staff_view.EndingPage,
        ("Posts that end soon", "即将到期"),
        JUDGES,
    ),
    read(
        f"{PLACE}/overview",
        "grid",
        "staff_overview",
        staff.StaffOverview,
        staff_view.StaffOverviewView,
        ("Count vacancies by area", "缺岗统计"),
        JUDGES,
    ),
    read(
        f"{PLACE}/turnover",
        "grid",
        "turnover",
        staff.Turnover,
        staff_view.TurnoverView,
        ("Who came and went", "进出统计"),
        JUDGES,
    ),
    read(
        f"{PLACE}/roles",
        "grid",
        "list_staff_roles",
        staff.ListStaffRoles,
        staff_view.StaffRolesView,
        ("List roles", "岗位类型"),
        STAFF,
    ),
    make(
        f"{PLACE}/roles",
        "grid",
        "add_staff_role",
        staff.AddStaffRole,
        staff_view.StaffRoleView,
        ("Add a role", "新增岗位类型"),
        LEADERS,
    ),
    read(
        f"{PLACE}/teams", "grid", "list_teams", staff.ListTeams, staff_view.TeamsView, ("List team templates", "团队模板"), STAFF
    ),
    make(
        f"{PLACE}/teams", "grid", "add_team", staff.AddTeam, staff_view.TeamView, ("Add a team template", "新增团队模板"), LEADERS
    ),
    make(
        f"{PLACE}/team-choices",
        "grid",
        "choose_teams",
        staff.ChooseTeams,
        staff_view.ChosenView,
        ("Choose teams for an area", "选用团队模板"),
        LEADERS,
    ),
    make(
        f"{PLACE}/skills", "grid", "certify", staff.Certify, staff_view.CertificateView, ("Certify a skill", "技能认定"), JUDGES
    ),
    act(
        f"{PLACE}/skills/{{certificate}}/revoke",
        "grid",
        "revoke_certificate",
        staff.RevokeCertificate,
        staff_view.CertificateView,
        ("Revoke a certificate", "撤销技能认定"),
        JUDGES,
    ),
    read(
        f"{PLACE}/people/{{account}}/skills",
        "grid",
        "list_skills_of",
        staff.ListSkillsOf,
        staff_view.SkillsView,
        ("Skills of a person", "某人的技能"),
        STAFF,
    ),
    read(
        f"{PLACE}/skill-shares",
        "grid",
        "skill_shares",
        staff.SkillShares,
        staff_view.SharesView,
        ("Share of all-round workers", "全岗通比例"),
        JUDGES,
    ),
)
