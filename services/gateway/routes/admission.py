"""What may be asked of a community, and what is asked."""

from __future__ import annotations

from services.gateway.http.route import Route, act, make, page, read
from services.gateway.routes.group import ANYONE, DECIDERS, JUDGES, STAFF, V1
from services.grid.schemas import admission, admission_view

ITEMS, TASKS = f"{V1}/items", f"{V1}/tasks"
ITEM, TASK = f"{ITEMS}/{{item}}", f"{TASKS}/{{task}}"
HELD, DONE = admission_view.ItemActView, admission_view.TaskActView
LEADERS, COMMUNITY = ("leader",), ("grid_worker", "officer")
SEERS = ("officer", "dispatcher", "leader")

ROWS: tuple[Route, ...] = (
    page(
        f"{V1}/access-list",
        "grid",
        "read_access_list",
        admission.ReadAccessList,
        admission_view.AccessListView,
        ("Read what may be asked of communities, today or as of a day", "社区工作事项准入清单"),
        ANYONE,
        quota="document",
    ),
    make(
        ITEMS,
        "grid",
        "draft_item",
        admission.DraftItem,
        HELD,
        ("Draft an item for the access list", "起草准入事项"),
        DECIDERS,
        location=f"{ITEMS}/{{id}}",
    ),
    page(
        ITEMS, "grid", "list_items", admission.ListItems, admission_view.ItemPage, ("Page through items", "准入事项"), STAFF
    ),
    read(ITEM, "grid", "find_item", admission.FindItem, admission_view.ItemView, ("Read one item", "查看准入事项"), STAFF),
    act(f"{ITEM}/amend", "grid", "amend_item", admission.AmendItem, HELD, ("Amend a draft", "修改草稿"), DECIDERS),
    act(f"{ITEM}/submit", "grid", "submit_item", admission.SubmitItem, HELD, ("Apply", "申请准入"), DECIDERS),
    act(f"{ITEM}/review", "grid", "review_item", admission.ReviewItem, HELD, ("Take up", "审核"), JUDGES),
    act(f"{ITEM}/approve", "grid", "approve_item", admission.ApproveItem, HELD, ("Approve", "批准准入"), LEADERS),
    act(f"{ITEM}/refuse", "grid", "refuse_item", admission.RefuseItem, HELD, ("Refuse", "不予准入"), JUDGES),
    act(f"{ITEM}/suspend", "grid", "suspend_item", admission.SuspendItem, HELD, ("Suspend", "暂停准入"), LEADERS),
    act(f"{ITEM}/resume", "grid", "resume_item", admission.ResumeItem, HELD, ("Resume", "恢复准入"), LEADERS),
    act(f"{ITEM}/withdraw", "grid", "withdraw_item", admission.WithdrawItem, HELD, ("Withdraw", "撤销事项"), DECIDERS),
    make(
        TASKS,
        "grid",
        "assign_task",
        admission.AssignTask,
        admission_view.AssignedView,
        ("Give a task to communities or grids", "向社区或网格下达任务"),
        DECIDERS,
    ),
    page(
        TASKS, "grid", "list_tasks", admission.ListTasks, admission_view.TaskPage, ("Page through tasks", "社区任务"), STAFF
    ),
    read(TASK, "grid", "find_task", admission.FindTask, admission_view.TaskView, ("Read one task", "查看任务"), STAFF),
    act(f"{TASK}/receive", "grid", "receive_task", admission.ReceiveTask, DONE, ("Receive", "接收"), COMMUNITY),
    act(f"{TASK}/finish", "grid", "finish_task", admission.FinishTask, DONE, ("Say it is done", "完成"), COMMUNITY),
    act(f"{TASK}/return", "grid", "return_task", admission.ReturnTask, DONE, ("Return, with reason", "退回"), COMMUNITY),
    act(f"{TASK}/confirm", "grid", "confirm_task", admission.ConfirmTask, DONE, ("Confirm", "确认完成"), DECIDERS),
    act(f"{TASK}/withdraw", "grid", "withdraw_task", admission.WithdrawTask, DONE, ("Take back", "撤回"), DECIDERS),
    read(
        f"{V1}/burden",
        "grid",
        "burden",
        admission.Burden,
        admission_view.BurdenView,
        ("What departments ask of communities in a month", "社区负担月报"),
        SEERS,
    ),
)
