"""The words of each notice, plain and without anything personal: a number, a step, a date."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kernel.office import SHANGHAI
from services.notify.domain import stage

LANGUAGES = ("zh", "en")

# template -> language -> (title, text). Placeholders are fields of the event's data; a missing one shows as "-".
TEMPLATES: dict[str, dict[str, tuple[str, str]]] = {
    "matter_received": {
        "zh": ("已登记", "您反映的事项 {number} 已登记，可凭编号和查询码随时查看进度。"),
        "en": ("Registered", "Your matter {number} is registered. Follow it at any time with its number and query code."),
    },
    "incident_arrived": {
        "zh": ("新上报", "事项 {number} 新上报，等待处理。"),
        "en": ("New report", "Matter {number} has been reported and waits for you."),
    },
    "look_wanted": {
        "zh": ("待核实", "事项 {number} 请到现场核实。"),
        "en": ("Please look", "Please go and look at matter {number} on site."),
    },
    "matter_accepted": {
        "zh": ("已受理", "您反映的事项 {number} 已受理。"),
        "en": ("Accepted", "Your matter {number} has been accepted."),
    },
    "matter_rejected": {
        "zh": ("未予立案", "您反映的事项 {number} 未予立案，理由和其他途径见进度页。"),
        "en": ("Not taken on", "Your matter {number} was not taken on. The progress page gives the reason and other ways."),
    },
    "device_recovered": {
        "zh": ("读数恢复", "事项 {number} 的设备读数已恢复正常，请继续核实原因。"),
        "en": ("Readings recovered", "The readings of matter {number} are as they should be again. Please find the cause."),
    },
    "matter_merged": {
        "zh": ("一并办理", "您反映的事项 {number} 与其他人反映的同一事项一并办理，编号、查询码和答复不变。"),
        "en": ("Handled together", "Your matter {number} is handled together with the same one. Its number and answer stay."),
    },
    "matter_unmerged": {
        "zh": ("单独办理", "您反映的事项 {number} 已恢复单独办理，原有进度和期限不变。"),
        "en": ("Handled apart", "Your matter {number} is handled apart again, from where it stood; its limits stay."),
    },
    "matter_echoed": {
        "zh": ("有新进展", "您反映的事项 {number} 所并入的同一事项有新进展，见进度页。"),
        "en": ("Progress", "The matter with which your {number} is handled has moved on. See the progress page."),
    },
    "matter_responded": {
        "zh": ("已答复", "您反映的事项 {number} 已单独答复，见进度页。"),
        "en": ("Answered", "Your matter {number} was given an answer of its own. See the progress page."),
    },
    "support_ended": {
        "zh": ("已有结果", "您支持的一件事项已有结果。"),
        "en": ("It has ended", "A matter you stood behind has ended."),
    },
    "incident_filed": {
        "zh": ("已立案", "事项 {number} 已立案，等待派遣。"),
        "en": ("Filed", "Matter {number} is filed and waits to be dispatched."),
    },
    "matter_dispatched": {
        "zh": ("已派遣", "您反映的事项 {number} 已交责任单位办理。"),
        "en": ("Dispatched", "Your matter {number} has gone to the unit that will solve it."),
    },
    "task_given": {
        "zh": ("新任务", "事项 {number} 已派给您单位，请按期办理。"),
        "en": ("New task", "Matter {number} has been given to your unit. Please solve it within its time."),
    },
    "decision_wanted": {
        "zh": ("待裁定", "事项 {number} 已两次退回，请裁定责任单位。"),
        "en": ("Decision wanted", "Matter {number} was returned twice. Please decide which unit does it."),
    },
    "task_decided": {
        "zh": ("裁定任务", "经裁定，事项 {number} 由您单位办理，不得再退回。"),
        "en": ("Task decided", "It was decided that your unit solves matter {number}. It cannot be returned any more."),
    },
    "part_given": {
        "zh": ("协办任务", "事项 {number} 请您单位协办，请按期完成。"),
        "en": ("Part of a task", "Your unit was given a part of matter {number}. Please finish it in time."),
    },
    "part_finished": {
        "zh": ("协办完成", "事项 {number} 的一个协办单位已完成协办部分。"),
        "en": ("Part finished", "A unit that helps with matter {number} has finished its part."),
    },
    "part_released": {
        "zh": ("解除协办", "事项 {number} 不再需要您单位协办。"),
        "en": ("Part released", "Your unit need not help with matter {number} any more."),
    },
    "matter_climbed": {
        "zh": ("升级协调", "事项 {number} 已升级，请协调办理。"),
        "en": ("Went up a tier", "Matter {number} went up a tier. Please see to it that it is solved."),
    },
    "matter_made_safe": {
        "zh": ("危险已排除", "您反映的事项 {number} 已到现场排除危险，正在修复。"),
        "en": ("Made safe", "The danger of your matter {number} is over. The repair goes on."),
    },
    "matter_hung": {
        "zh": ("暂时挂账", "您反映的事项 {number} 暂时不能解决，{review_on} 前复查，原因见进度页。"),
        "en": ("On hold", "Your matter {number} cannot be solved yet. It is looked at again by {review_on}; see its progress."),
    },
    "matter_resumed": {
        "zh": ("恢复办理", "您反映的事项 {number} 已恢复办理。"),
        "en": ("The work goes on", "The work on your matter {number} goes on."),
    },
    "task_hung": {
        "zh": ("挂账", "事项 {number} 已挂账，{review_on} 前复查。"),
        "en": ("On hold", "Matter {number} is on hold. It is looked at again by {review_on}."),
    },
    "task_resumed": {
        "zh": ("恢复办理", "事项 {number} 已恢复，请您单位继续办理。"),
        "en": ("Taken up again", "Matter {number} was taken up again. Please go on with it."),
    },
    "task_returned": {
        "zh": ("退回", "事项 {number} 被退回，请重新派遣。"),
        "en": ("Returned", "Matter {number} was returned. Please dispatch it anew."),
    },
    "task_reassigned": {
        "zh": ("承办人调整", "事项 {number} 的承办人已调整，办理时限不变。"),
        "en": ("Handler changed", "Somebody else in your unit handles matter {number} now. Its limit stays."),
    },
    "staff_left": {
        "zh": ("离任交接", "{area} 有人离任，交接事项 {moved} 件，其中 {waiting} 件待重新派遣。"),
        "en": ("Somebody left", "Somebody left in {area}: {moved} matters handed over, {waiting} of them wait for you."),
    },
    "task_yours": {
        "zh": ("交接事项", "事项 {number} 已交由您继续办理。"),
        "en": ("Handed over to you", "Matter {number} is now yours to go on with."),
    },
    "leave_planned": {
        "zh": ("离任安排", "您将于 {leave_on} 离任，未办结事项届时移交。"),
        "en": ("Your leaving", "You leave on {leave_on}. What you have open is handed over on that day."),
    },
    "leave_withdrawn": {
        "zh": ("离任安排撤回", "原定 {leave_on} 的离任安排已撤回，您的岗位不变。"),
        "en": ("Your leaving is withdrawn", "You do not leave on {leave_on}. Your posts stay as they are."),
    },
    "leave_done": {
        "zh": ("离任交接完成", "您自 {leave_on} 起离任，未办结事项 {moved} 件已移交。"),
        "en": ("You have left", "You have left as of {leave_on}. {moved} open matters were handed over."),
    },
    "post_given": {
        "zh": ("任命上岗", "您自 {valid_from} 起在 {place} 任职，岗位见“我的岗位”。"),
        "en": ("Appointed", "You stand on {place} from {valid_from} on. See your own posts."),
    },
    "post_ended": {
        "zh": ("离岗", "您在 {place} 的岗位至 {valid_until} 止（不含当日）。"),
        "en": ("Post ended", "Your post on {place} ends on {valid_until}, the first day you no longer stand there."),
    },
    "post_moved": {
        "zh": ("调岗", "您自 {valid_from} 起由 {was_place} 调至 {place}。"),
        "en": ("Transferred", "From {valid_from} on you stand on {place} instead of {was_place}."),
    },
    "stand_in_given": {
        "zh": ("代岗", "请您自 {valid_from} 起代理 {place} 的岗位，至 {valid_until} 止（不含当日）。"),
        "en": ("Standing in", "You stand in on {place} from {valid_from} on, until {valid_until} (exclusive)."),
    },
    "stood_in_for": {
        "zh": ("有人代岗", "您在 {place} 的岗位自 {valid_from} 起由他人代理，至 {valid_until} 止（不含当日）。"),
        "en": ("Somebody stands in for you", "Somebody stands in for you on {place} from {valid_from} to {valid_until}."),
    },
    "stand_in_ended": {
        "zh": ("代岗结束", "{place} 的代岗至 {valid_until} 止（不含当日）。"),
        "en": ("Standing in ended", "Standing in on {place} ends on {valid_until}, the first day it no longer holds."),
    },
    "matter_started": {
        "zh": ("办理中", "您反映的事项 {number} 正在办理。"),
        "en": ("Under way", "Work on your matter {number} has begun."),
    },
    "extension_asked": {
        "zh": ("申请延期", "事项 {number} 申请延期，请审批。"),
        "en": ("More time asked", "More time is asked for matter {number}. Please decide."),
    },
    "matter_extended": {
        "zh": ("办理延期", "您反映的事项 {number} 经批准延期，新的期限和理由见进度页。"),
        "en": ("More time needed", "More time was granted for your matter {number}. The progress page says why and until when."),
    },
    "extension_granted": {
        "zh": ("延期已批准", "事项 {number} 的延期已批准。"),
        "en": ("More time granted", "The extension of matter {number} was granted."),
    },
    "extension_refused": {
        "zh": ("延期未批准", "事项 {number} 的延期未获批准，请按原期限办理。"),
        "en": ("More time refused", "The extension of matter {number} was refused. The first date stands."),
    },
    "check_wanted": {
        "zh": ("待核查", "事项 {number} 已处置，请核查。"),
        "en": ("Check wanted", "Matter {number} is said to be solved. Please check it."),
    },
    "rework_wanted": {
        "zh": ("返工", "事项 {number} 核查未通过，请返工。"),
        "en": ("Rework", "Matter {number} did not pass its check. Please work on it again."),
    },
    "check_passed": {
        "zh": ("核查通过", "事项 {number} 核查通过，请结案。"),
        "en": ("Check passed", "Matter {number} passed its check. Please close it."),
    },
    "matter_closed": {
        "zh": ("已结案", "您反映的事项 {number} 已结案，请评价是否解决。"),
        "en": ("Closed", "Your matter {number} is closed. Please say whether it is solved."),
    },
    "matter_rated": {
        "zh": ("收到评价", "事项 {number} 收到评价。"),
        "en": ("Rated", "Matter {number} has been rated."),
    },
    "incident_reopened": {
        "zh": ("再次办理", "事项 {number} 已重新打开，进入下一轮办理。"),
        "en": ("Opened again", "Matter {number} is open again for a further round."),
    },
    "matter_reopened": {
        "zh": ("再次办理", "您反映的事项 {number} 已重新打开办理。"),
        "en": ("Opened again", "Your matter {number} is open again."),
    },
    "matter_handed_over": {
        "zh": ("转其他程序", "您反映的事项 {number} 已转入更合适的程序，仍凭原编号查看进度。"),
        "en": ("Handed over", "Your matter {number} goes on in a fitter procedure. Follow it under the same number."),
    },
    "deadline_near": {
        "zh": ("临近期限", "{number} 的{stage}期限将到：{due_at}。"),
        "en": ("Due soon", "The time to {stage} {number} ends soon: {due_at}."),
    },
    "deadline_missed": {
        "zh": ("已超期", "{number} 已超过{stage}期限：{due_at}。"),
        "en": ("Overdue", "The time to {stage} {number} has passed: {due_at}."),
    },
    "deadline_moved": {
        "zh": ("期限调整", "{number} 的期限因工作日历更新调整为：{due_at}。"),
        "en": ("Date moved", "A new calendar moved the date of {number} to {due_at}."),
    },
    "item_arrived": {
        "zh": ("准入申请", "准入事项 {number} 已申请，请审核。"),
        "en": ("Item applied for", "Item {number} of the access list is applied for. Please review it."),
    },
    "item_to_decide": {
        "zh": ("待批准", "准入事项 {number} 已审核，请决定是否准入。"),
        "en": ("Item to decide", "Item {number} has been taken up for review. Please decide on it."),
    },
    "item_approved": {
        "zh": ("已准入", "准入事项 {number} 已准入，自 {valid_from} 起生效。"),
        "en": ("Item approved", "Item {number} is on the access list, in force from {valid_from}."),
    },
    "item_refused": {
        "zh": ("不予准入", "准入事项 {number} 未准入，理由和其他途径见事项页。"),
        "en": ("Item refused", "Item {number} was not admitted. Its page gives the reason and other ways."),
    },
    "item_suspended": {
        "zh": ("暂停准入", "准入事项 {number} 已暂停，暂不得下达任务。"),
        "en": ("Item suspended", "Item {number} is suspended. No task may be given under it for now."),
    },
    "item_resumed": {
        "zh": ("恢复准入", "准入事项 {number} 已恢复。"),
        "en": ("Item resumed", "Item {number} is in force again."),
    },
    "community_asked": {
        "zh": ("社区任务", "部门按准入事项 {item} 下达任务 {number}，期限：{due_at}。"),
        "en": ("Task for the community", "A department gives task {number} under item {item}, due {due_at}."),
    },
    "community_done": {
        "zh": ("任务完成", "任务 {number} 已完成，请确认。"),
        "en": ("Task done", "Task {number} is said to be done. Please confirm it."),
    },
    "community_returned": {
        "zh": ("任务退回", "任务 {number} 被社区退回，理由见任务页。"),
        "en": ("Task returned", "Task {number} was returned by the community. Its page gives the reason."),
    },
    "community_spared": {
        "zh": ("任务撤回", "任务 {number} 已由部门撤回，不必再办。"),
        "en": ("Task taken back", "Task {number} was taken back. Nothing is left to do."),
    },
    "duty_short": {
        "zh": ("本周包保提醒", "本周（{week}）您已走访 {visits} 次、{minutes} 分钟，还差 {missing} 分钟。"),
        "en": ("This week's visits", "{week}: {visits} visits, {minutes} minutes so far; {missing} minutes are still owed."),
    },
    "duty_missed": {
        "zh": ("上周包保情况", "{week}：{area} 有 {missed} 名包保干部未达到要求，名单请在系统内查看。"),
        "en": ("Last week's visits", "{week}: {missed} of the agency staff in {area} fell short."),
    },
    "sweep_missed": {
        "zh": ("摸排未完成", "{on}：{area} 的 {sweeps} 个网格中有 {missed} 个未完成当日摸排。"),
        "en": ("Sweeps not finished", "{on}: {missed} of the {sweeps} sweeps in {area} were not finished."),
    },
    "meeting_prepared": {
        "zh": ("月调度已准备", "{area} {month} 月调度会的清单已生成，共 {cases} 件。"),
        "en": ("Monthly meeting prepared", "The list of the {month} meeting of {area} is ready: {cases} cases."),
    },
    "review_prepared": {
        "zh": ("季梳理已准备", "{area} {quarter} 季度梳理已生成，本季度共 {cases} 件。"),
        "en": ("Quarterly review prepared", "The review of {area} for {quarter} is ready: {cases} cases in the quarter."),
    },
    "borders_changed": {
        "zh": ("网格边界已调整", "社区 {area} 的网格边界已调整，{moved} 件在办事项转到新的网格。请查看您的网格。"),
        "en": ("Borders of grids have changed", "In community {area} {moved} open matters moved to other grids. Look at yours."),
    },
    "areas_redrawn": {
        "zh": ("区划调整", "区划 {area} 自 {on} 起调整，网格、岗位和未办结事项已随之转移，详见区划查询。"),
        "en": ("Areas changed", "Area {area} is changed from {on} on. Grids, posts and open matters went along; see the areas."),
    },
    "accounts_left": {
        "zh": ("账号待调整", "区划 {area} 自 {on} 起不再存在，{accounts} 个账号仍属该区划，请逐个确定其新的区划。"),
        "en": ("Accounts to place", "Area {area} is no more from {on} on. {accounts} accounts still name it; give each another."),
    },
    "area_change_failed": {
        "zh": ("区划调整未生效", "区划 {area} 原定 {on} 的调整未能生效，请查看原因后重新办理。"),
        "en": ("Areas not changed", "The change of area {area} planned for {on} could not be made. Look why and plan it anew."),
    },
    "whistle_heard": {
        "zh": ("吹哨", "{number} 已吹哨，请您单位立即签收并到场。"),
        "en": ("You are called", "Whistle {number} calls your unit. Please acknowledge it and come."),
    },
    "whistle_answered": {
        "zh": ("部门已到场", "{number} 的一个部门已到场报到。"),
        "en": ("A department is there", "A department called by whistle {number} has come."),
    },
    "whistle_over": {
        "zh": ("已放行", "{number} 的应哨任务已结束，可以离场。"),
        "en": ("You may leave", "The work for whistle {number} is over. Your unit may leave."),
    },
    "whistle_rated": {
        "zh": ("应哨评价", "{number} 的应哨情况得到 {score} 分。"),
        "en": ("Your answer was rated", "Your answer to whistle {number} was rated {score} of 5."),
    },
    "whistle_breached": {
        "zh": ("应哨超时", "{number}：您单位应哨超时，已记录 {breaches} 次。"),
        "en": ("A whistle was missed", "Your unit missed a limit of whistle {number}; {breaches} counted."),
    },
    "order_given": {
        "zh": ("工单任务", "事项 {number} 中有一项任务交给您，请在 {due_at} 前完成。"),
        "en": ("A task for you", "Matter {number} has a task for you, due {due_at}."),
    },
    "order_finished": {
        "zh": ("任务已完成", "事项 {number} 中的一项任务已完成，请核查。"),
        "en": ("A task is done", "A task of matter {number} is said to be done. Please check it."),
    },
    "order_failed": {
        "zh": ("任务未通过", "事项 {number} 中的任务核查未通过，请重做。"),
        "en": ("A task did not pass", "A task of matter {number} did not pass its check. Please do it again."),
    },
    "order_withdrawn": {
        "zh": ("任务撤回", "事项 {number} 中的任务已撤回，不必再办。"),
        "en": ("A task was taken back", "A task of matter {number} was taken back. Nothing is left to do."),
    },
    "supervision_ordered": {
        "zh": ("督办", "事项 {number} 已督办，请您单位在 {due_at} 前答复。"),
        "en": ("Supervision", "Matter {number} is supervised. Please answer by {due_at}."),
    },
    "supervision_answered": {
        "zh": ("督办已答复", "事项 {number} 的督办已答复，请在 {due_at} 前认可或退回。"),
        "en": ("Supervision answered", "The supervision of matter {number} was answered. Accept it or send it back by {due_at}."),
    },
    "supervision_accepted": {
        "zh": ("督办答复已认可", "事项 {number} 的督办答复已认可，督办结束。"),
        "en": ("Answer accepted", "Your answer on matter {number} was accepted; its supervision has ended."),
    },
    "supervision_sent_back": {
        "zh": ("督办答复被退回", "事项 {number} 的督办答复被退回，请在 {due_at} 前重新答复。"),
        "en": ("Answer sent back", "Your answer on matter {number} was sent back. Please answer anew by {due_at}."),
    },
    "supervision_raised": {
        "zh": ("督办升级", "事项 {number} 的督办未按时答复，已升级，请在 {due_at} 前答复。"),
        "en": ("Supervision went up", "The supervision of matter {number} was not answered and went up. Answer by {due_at}."),
    },
    "supervision_ended": {
        "zh": ("督办结束", "事项 {number} 的督办已结束。"),
        "en": ("Supervision ended", "The supervision of matter {number} has ended."),
    },
    "campaign_opened": {
        "zh": ("专项行动", "专项行动 {number} 已启动，共 {sites} 个点位，请查看。"),
        "en": ("A campaign begins", "Campaign {number} has begun with {sites} sites. Please look at yours."),
    },
    "bulletin_published": {
        "zh": ("专项行动通报", "专项行动 {number} 发布通报：检查 {checks} 项，不合格 {failed} 项。"),
        "en": ("A bulletin", "Campaign {number}: {checks} items were looked at, {failed} did not pass."),
    },
    "reward_to_decide": {
        "zh": ("待审批奖励", "奖励 {number} 已提出，请审批。"),
        "en": ("A reward to decide", "Reward {number} is proposed. Please decide on it."),
    },
    "reward_ready": {
        "zh": ("举报奖励", "您反映的事项 {number} 获得奖励，可凭编号和查询码领取兑奖码，不登记姓名。"),
        "en": ("A reward for you", "Matter {number} is rewarded. Fetch a payout code with number and query code; no name asked."),
    },
    "petition_arrived": {
        "zh": ("新信访件", "信访件 {number} 已登记，请在期限内转送有权处理的单位。"),
        "en": ("New petition", "Petition {number} is registered. Please send it in time to the unit that can decide it."),
    },
    "petition_given": {
        "zh": ("转来信访件", "信访件 {number} 已转送您单位，请在期限内告知受理情况。"),
        "en": ("Petition sent to you", "Petition {number} was sent to your unit. Say within the legal time if it is taken."),
    },
    "petition_forwarded": {
        "zh": ("信访件已转送", "您的信访件 {number} 已转送有权处理的单位，去向见进度页。"),
        "en": ("Petition sent on", "Petition {number} has gone to the unit that can decide it; the progress page says which."),
    },
    "petition_accepted": {
        "zh": ("信访件已受理", "您的信访件 {number} 已受理，办理期限见进度页。"),
        "en": ("Petition accepted", "Your petition {number} is accepted. The progress page shows its date."),
    },
    "petition_refused": {
        "zh": ("信访件不予受理", "您的信访件 {number} 不予受理，理由、依据和其他途径见进度页。"),
        "en": ("Petition not taken", "Your petition {number} was not taken. The progress page gives reason, source and remedy."),
    },
    "petition_answered": {
        "zh": ("信访件已答复", "您的信访件 {number} 已作出处理意见，可在 30 日内申请复查。"),
        "en": ("Petition answered", "Your petition {number} is answered. You may ask for a review within 30 days."),
    },
    "dispute_arrived": {
        "zh": ("新调解申请", "调解 {number} 已登记，请征求双方意愿。"),
        "en": ("New dispute", "Dispute {number} is registered. Please ask both sides for their consent."),
    },
    "dispute_refused": {
        "zh": ("未进入调解", "调解 {number} 因一方不同意未进行，其他途径见进度页。"),
        "en": ("No mediation", "Dispute {number} was not mediated as a side declined. The progress page gives other ways."),
    },
    "dispute_given": {
        "zh": ("新调解任务", "调解 {number} 已交您单位调解。"),
        "en": ("Dispute given to you", "Dispute {number} has been given to your committee."),
    },
    "dispute_failed": {
        "zh": ("调解不成", "调解 {number} 未能达成协议，已终结，其他途径见进度页。"),
        "en": ("No agreement", "Dispute {number} ended without agreement. The progress page gives other ways."),
    },
    "dispute_agreed": {
        "zh": ("达成协议", "调解 {number} 已达成协议，可在 30 日内共同申请司法确认。"),
        "en": ("Agreement reached", "Dispute {number} has an agreement. Both may ask a court to confirm it within 30 days."),
    },
    "dispute_ended": {
        "zh": ("调解结束", "调解 {number} 已结束，其他途径见进度页。"),
        "en": ("Mediation ended", "Mediation of {number} has ended. The progress page gives other ways."),
    },
}


def words(template: str, language: str, params: Mapping[str, Any]) -> tuple[str, str]:
    """Give title and text of a notice in a language ('zh' or 'en').

    :raises KeyError: for a template nobody wrote, which a test over all rules rules out
    """
    title, text = TEMPLATES[template][language]
    due = stage.words(params.get("stage") or "")[LANGUAGES.index(language)]
    return title, text.format_map(_Known({**params, **_local(params), "stage": due}))


def _local(params: Mapping[str, Any]) -> dict[str, str]:
    """Give the instant as people read it: local time, by the minute."""
    due_at = params.get("due_at")
    return {"due_at": f"{datetime.fromisoformat(due_at).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"} if due_at else {}


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "-"
