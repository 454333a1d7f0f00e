"""Teams, posts, stand-ins, leaving and skills."""

from __future__ import annotations

from services.gateway.http.route import Route, act, make, page, read
from services.gateway.routes.group import JUDGES, LEADERS, STAFF, V1
from services.grid.schemas.staff import leave, post, skill, team, vacancy

PLACE = f"{V1}/staff"
POST = f"{PLACE}/posts/{{post}}"
SEEN = post.PostView
LEAVE = f"{PLACE}/leaves/{{leave}}"

ROWS: tuple[Route, ...] = (
    make(
        f"{PLACE}/posts",
        "grid",
        "appoint",
        post.Appoint,
        SEEN,
        ("Appoint somebody", "任命上岗"),
        JUDGES,
        location=f"{PLACE}/posts/{{id}}",
    ),
    read(POST, "grid", "find_post", post.FindPost, SEEN, ("Read a post", "查看岗位"), STAFF),
    act(f"{POST}/end", "grid", "end_post", post.EndPost, SEEN, ("End a post", "离岗"), JUDGES),
    act(f"{POST}/transfer", "grid", "transfer", post.Transfer, post.MovedPostView, ("Transfer", "调岗"), JUDGES),
    make(
        f"{POST}/stand-ins",
        "grid",
        "name_stand_in",
        post.NameStandIn,
        post.StandInView,
        ("Name a stand-in", "指定代岗人"),
        JUDGES,
    ),
    act(
        f"{PLACE}/stand-ins/{{stand_in}}/end",
        "grid",
        "end_stand_in",
        post.EndStandIn,
        post.StandInView,
        ("End a standing in", "结束代岗"),
        JUDGES,
    ),
    make(
        f"{PLACE}/leaves",
        "grid",
        "leave",
        leave.LeaveStaff,
        leave.LeaveView,
        ("Let somebody leave and hand over their work", "离任交接"),
        JUDGES,
        location=f"{PLACE}/leaves/{{id}}",
    ),
    read(LEAVE, "grid", "find_leave", leave.FindLeave, leave.LeaveView, ("Read a leave", "查看离任交接"), JUDGES),
    act(
        f"{LEAVE}/withdraw",
        "grid",
        "withdraw_leave",
        leave.WithdrawLeave,
        leave.LeaveView,
        ("Withdraw a planned leave", "撤回离任"),
        JUDGES,
    ),
    page(f"{PLACE}/my-posts", "grid", "list_my_posts", post.ListMyPosts, post.PostPage, ("My posts", "我的岗位"), STAFF),
    page(
        f"{PLACE}/people/{{account}}/posts",
        "grid",
        "list_posts_of",
        post.ListPostsOf,
        post.PostPage,
        ("Posts of a person", "某人的岗位"),
        JUDGES,
    ),
    page(
        f"{PLACE}/places/{{place}}/roster",
        "grid",
        "list_roster",
        post.ListRoster,
        post.PostPage,
        ("Who stands on a place", "在岗名册"),
        JUDGES,
    ),
    page(
        f"{PLACE}/vacancies", "grid", "list_vacancies", vacancy.ListVacancies, vacancy.VacancyPage, ("Vacancies", "缺岗"), JUDGES
    ),
    page(
        f"{PLACE}/overloads",
        "grid",
        "list_overloads",
        vacancy.ListOverloads,
        vacancy.OverloadPage,
        ("Overloads", "超负荷"),
        JUDGES,
    ),
    page(
        f"{PLACE}/stood-in",
        "grid",
        "list_stood_in",
        vacancy.ListStoodIn,
        vacancy.StoodInPage,
        ("Places with a stand-in only", "仅有代岗"),
        JUDGES,
    ),
    page(
        f"{PLACE}/ending",
        "grid",
        "list_ending",
        vacancy.ListEnding,
        vacancy.EndingPage,
        ("Posts that end soon", "即将到期"),
        JUDGES,
    ),
    read(
        f"{PLACE}/overview",
        "grid",
        "staff_overview",
        vacancy.StaffOverview,
        vacancy.StaffOverviewView,
        ("Count vacancies by area", "缺岗统计"),
        JUDGES,
    ),
    read(
        f"{PLACE}/turnover",
        "grid",
        "turnover",
        vacancy.Turnover,
        vacancy.TurnoverView,
        ("Who came and went", "进出统计"),
        JUDGES,
    ),
    read(
        f"{PLACE}/roles",
        "grid",
        "list_staff_roles",
        team.ListStaffRoles,
        team.StaffRolesView,
        ("List roles", "岗位类型"),
        STAFF,
    ),
    make(
        f"{PLACE}/roles",
        "grid",
        "add_staff_role",
        team.AddStaffRole,
        team.StaffRoleView,
        ("Add a role", "新增岗位类型"),
        LEADERS,
    ),
    read(
        f"{PLACE}/teams", "grid", "list_teams", team.ListTeams, team.TeamsView, ("List team templates", "团队模板"), STAFF
    ),
    make(
        f"{PLACE}/teams", "grid", "add_team", team.AddTeam, team.TeamView, ("Add a team template", "新增团队模板"), LEADERS
    ),
    make(
        f"{PLACE}/team-choices",
        "grid",
        "choose_teams",
        team.ChooseTeams,
        team.ChosenView,
        ("Choose teams for an area", "选用团队模板"),
        LEADERS,
    ),
    make(
        f"{PLACE}/skills", "grid", "certify", skill.Certify, skill.CertificateView, ("Certify a skill", "技能认定"), JUDGES
    ),
    act(
        f"{PLACE}/skills/{{certificate}}/revoke",
        "grid",
        "revoke_certificate",
        skill.RevokeCertificate,
        skill.CertificateView,
        ("Revoke a certificate", "撤销技能认定"),
        JUDGES,
    ),
    read(
        f"{PLACE}/people/{{account}}/skills",
        "grid",
        "list_skills_of",
        skill.ListSkillsOf,
        skill.SkillsView,
        ("Skills of a person", "某人的技能"),
        STAFF,
    ),
    read(
        f"{PLACE}/skill-shares",
        "grid",
        "skill_shares",
        skill.SkillShares,
        skill.SharesView,
        ("Share of all-round workers", "全岗通比例"),
        JUDGES,
    ),
)
