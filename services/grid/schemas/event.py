"""Names of the facts the grid service tells; their data are ids, codes, dates and counts."""

from __future__ import annotations

from services.grid.domain.admission.item_life import EVENTS as ITEM_EVENTS
from services.grid.domain.admission.task_life import EVENTS as TASK_EVENTS
from services.grid.domain.border.change import EVENTS as BORDER_EVENTS
from services.grid.domain.duty.duty import EVENTS as DUTY_EVENTS
from services.grid.domain.grid.grid import EVENTS as GRID_EVENTS
from services.grid.domain.ground.change import EVENTS as AREA_EVENTS
from services.grid.domain.life import ACTS, event_name
from services.grid.domain.neighbour.need_life import EVENTS as NEED_EVENTS
from services.grid.domain.neighbour.neighbour import EVENTS as NEIGHBOUR_EVENTS
from services.grid.domain.neighbour.project_life import EVENTS as PROJECT_EVENTS
from services.grid.domain.order.campaign import EVENTS as CAMPAIGN_EVENTS
from services.grid.domain.order.reward import EVENTS as REWARD_EVENTS
from services.grid.domain.order.supervision import EVENTS as SUPERVISION_EVENTS
from services.grid.domain.order.work_life import EVENTS as ORDER_EVENTS
from services.grid.domain.premises.premises import EVENTS as PREMISES_EVENTS
from services.grid.domain.setting.choose import EVENTS as SETTING_EVENTS
from services.grid.domain.staff.staff import EVENTS as STAFF_EVENTS
from services.grid.domain.unmask import EVENTS as UNMASK_EVENTS
from services.grid.domain.voice.support import EVENTS as SUPPORT_EVENTS
from services.grid.domain.whistle.call_life import EVENTS as WHISTLE_EVENTS

DEADLINE_EVENTS = ("grid.deadline_near", "grid.deadline_missed", "grid.deadline_moved")
EVENTS = (
    *(event_name(act) for act in ACTS),
    *DEADLINE_EVENTS,
    "grid.erasure_carried_out",
    "grid.evidence_dropped",
    "grid.identity_corrected",
    *BORDER_EVENTS,
    *DUTY_EVENTS,
    *GRID_EVENTS,
    *AREA_EVENTS,
    *ITEM_EVENTS,
    *PREMISES_EVENTS,
    *NEIGHBOUR_EVENTS,
    *PROJECT_EVENTS,
    *NEED_EVENTS,
    *SETTING_EVENTS,
    *STAFF_EVENTS,
    *SUPPORT_EVENTS,
    *UNMASK_EVENTS,
    *TASK_EVENTS,
    *ORDER_EVENTS,
    *SUPERVISION_EVENTS,
    *CAMPAIGN_EVENTS,
    *REWARD_EVENTS,
    *WHISTLE_EVENTS,
)
