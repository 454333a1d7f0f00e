"""Work orders, supervision, campaigns with their sites, and rewards."""

from __future__ import annotations

from services.gateway.http.route import Route, act, by_code, make, page, read
from services.gateway.routes.group import ANYONE, DECIDERS, FIELD, HANDLERS, JUDGES, LEADERS, OFFICE, STAFF, V1
from services.grid.schemas import campaign, order, reward

INCIDENT = f"{V1}/incidents/{{incident}}"
ORDERS, SUPERVISIONS, REWARDS = f"{V1}/work-orders", f"{V1}/supervisions", f"{V1}/rewards"
CAMPAIGNS, SITES = f"{V1}/campaigns", f"{V1}/campaign-sites"
ORDER, SUPERVISION, REWARD = f"{ORDERS}/{{order}}", f"{SUPERVISIONS}/{{supervision}}", f"{REWARDS}/{{reward}}"
CAMPAIGN, SITE = f"{CAMPAIGNS}/{{campaign}}", f"{SITES}/{{site}}"
TASK, WATCHED, REWARDED = order.OrderView, order.SupervisionView, reward.RewardView
ORDERERS, CHECKERS = ("checker", "dispatcher", "leader"), ("dispatcher", "officer", "checker")
SOLVERS = ("officer", "dispatcher")

ROWS: tuple[Route, ...] = (
    act(f"{INCIDENT}/give-order", "grid", "give_order", order.GiveOrder, TASK, ("Give a task", "下达工单任务"), OFFICE),
    page(ORDERS, "grid", "list_orders", order.ListOrders, order.OrderPage, ("Page through tasks", "工单任务列表"), STAFF),
    act(f"{ORDER}/finish", "grid", "finish_order", order.FinishOrder, TASK, ("Say it is done", "完成工单任务"), HANDLERS),
    act(f"{ORDER}/check", "grid", "check_order", order.CheckOrder, TASK, ("Check it", "核查工单任务"), CHECKERS),
    act(f"{ORDER}/withdraw", "grid", "withdraw_order", order.WithdrawOrder, TASK, ("Take it back", "撤回工单任务"), OFFICE),
    act(
        f"{INCIDENT}/supervise", "grid", "order_supervision", order.OrderSupervision, WATCHED,
        ("Order supervision", "督办"), ORDERERS,
    ),
    page(
        SUPERVISIONS, "grid", "list_supervisions", order.ListSupervisions, order.SupervisionPage,
        ("Page through supervision", "督办列表"), STAFF,
    ),
    act(
        f"{SUPERVISION}/answer", "grid", "answer_supervision", order.AnswerSupervision, WATCHED,
        ("Answer it", "答复督办"), HANDLERS,
    ),
    act(
        f"{SUPERVISION}/accept", "grid", "accept_supervision", order.AcceptSupervision, WATCHED,
        ("Accept the answer", "认可督办答复"), ORDERERS,
    ),
    act(
        f"{SUPERVISION}/send-back", "grid", "send_back_supervision", order.SendBackSupervision, WATCHED,
        ("Send the answer back", "退回督办答复"), ORDERERS,
    ),
    act(f"{SUPERVISION}/end", "grid", "end_supervision", order.EndSupervision, WATCHED, ("End it", "结束督办"), ORDERERS),
    make(
        f"{V1}/campaign-templates", "grid", "add_campaign_template", campaign.AddCampaignTemplate, campaign.TemplateView,
        ("Write a checklist", "新增专项行动模板"), LEADERS,
    ),
    read(
        f"{V1}/campaign-templates", "grid", "list_campaign_templates", campaign.ListCampaignTemplates,
        campaign.TemplatesView, ("Read the checklists", "专项行动模板"), STAFF,
    ),
    make(
        CAMPAIGNS, "grid", "open_campaign", campaign.OpenCampaign, campaign.CampaignView, ("Open a campaign", "启动专项行动"),
        JUDGES, location=f"{CAMPAIGNS}/{{id}}",
    ),
    page(
        CAMPAIGNS, "grid", "list_campaigns", campaign.ListCampaigns, campaign.CampaignPage,
        ("Page through campaigns", "专项行动列表"), STAFF,
    ),
    read(CAMPAIGN, "grid", "find_campaign", campaign.FindCampaign, campaign.CampaignView, ("Read one", "查看专项行动"), STAFF),
    act(
        f"{CAMPAIGN}/add-sites", "grid", "add_campaign_sites", campaign.AddCampaignSites, campaign.CampaignView,
        ("Add sites to its list", "追加点位清单"), JUDGES,
    ),
    act(f"{CAMPAIGN}/end", "grid", "end_campaign", campaign.EndCampaign, campaign.CampaignView, ("End it", "结束"), JUDGES),
    read(
        f"{CAMPAIGN}/progress", "grid", "campaign_progress", campaign.CampaignProgress, campaign.ProgressView,
        ("Count by area", "专项行动进度"), STAFF,
    ),
    page(
        f"{CAMPAIGN}/sites", "grid", "list_campaign_sites", campaign.ListCampaignSites, campaign.SitePage,
        ("Page through its sites", "点位清单"), STAFF,
    ),
    page(
        f"{CAMPAIGN}/checks", "grid", "list_campaign_checks", campaign.ListCampaignChecks, campaign.CheckPage,
        ("Page through its checks", "检查结果"), STAFF,
    ),
    make(
        f"{CAMPAIGN}/bulletins", "grid", "publish_bulletin", campaign.PublishBulletin, campaign.BulletinView,
        ("Publish a bulletin", "发布通报"), JUDGES,
    ),
    page(
        f"{CAMPAIGN}/bulletins", "grid", "list_bulletins", campaign.ListBulletins, campaign.BulletinPage,
        ("Page through bulletins", "通报列表"), STAFF,
    ),
    act(
        f"{SITE}/check", "grid", "check_campaign_site", campaign.CheckCampaignSite, campaign.SiteCheckedView,
        ("Write down what was found", "登记检查结果"), FIELD,
    ),
    act(
        f"{SITE}/solve", "grid", "solve_campaign_site", campaign.SolveCampaignSite, campaign.SiteCheckedView,
        ("Say it is solved", "销号"), SOLVERS,
    ),
    make(
        f"{V1}/reward-amounts", "grid", "set_reward_amount", reward.SetRewardAmount, reward.AmountView,
        ("Set the amounts of a kind", "设定奖励标准"), LEADERS,
    ),
    read(
        f"{V1}/reward-amounts", "grid", "list_reward_amounts", reward.ListRewardAmounts, reward.AmountsView,
        ("Read the amounts", "奖励标准"), ANYONE,
    ),
    act(
        f"{INCIDENT}/propose-reward", "grid", "propose_reward", reward.ProposeReward, REWARDED,
        ("Propose a reward", "提出奖励"), OFFICE,
    ),
    page(REWARDS, "grid", "list_rewards", reward.ListRewards, reward.RewardPage, ("Page through rewards", "奖励列表"), STAFF),
    act(f"{REWARD}/approve", "grid", "approve_reward", reward.ApproveReward, REWARDED, ("Approve it", "批准奖励"), LEADERS),
    act(f"{REWARD}/refuse", "grid", "refuse_reward", reward.RefuseReward, REWARDED, ("Refuse it", "不批准奖励"), LEADERS),
    by_code(
        f"{REWARDS}/claim", "grid", "claim_reward", reward.ClaimReward, reward.ClaimedView,
        ("Fetch the payout code, once", "领取兑奖码"),
    ),
    make(
        f"{REWARDS}/pay", "grid", "pay_reward", reward.PayReward, reward.PaidView, ("Pay by code, once", "凭码兑付"),
        DECIDERS, status=200,
    ),
)  # fmt: skip
