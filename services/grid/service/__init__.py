"""The grid service: its methods, the facts of others it hears, and what it does by itself."""
from __future__ import annotations

from kernel.upkeep import Upkeep
from services.grid.choices import ChoicesProvider
from services.grid.service.access import Access
from services.grid.service.admission.burden import AdmissionBurden
from services.grid.service.admission.item import Admission
from services.grid.service.admission.task import AdmissionTask
from services.grid.service.attachment.attaching import Attaching
from services.grid.service.border.border import KeepingBorders
from services.grid.service.chart.charting import Charting
from services.grid.service.checking import Checking
from services.grid.service.counting import Counting
from services.grid.service.desk import Desk
from services.grid.service.device.mapping import MappingDevices
from services.grid.service.device.measuring import Measuring
from services.grid.service.duty.duty import Duty
from services.grid.service.evaluation.evaluating import Evaluating
from services.grid.service.evaluation.hot_spot import FindingHotSpots
from services.grid.service.following import Following
from services.grid.service.grid.grid import KeepingGrids
from services.grid.service.grid.reading import ReadingGrids
from services.grid.service.ground.area import KeepingAreas
from services.grid.service.ground.reading import ReadingAreas
from services.grid.service.handling import Handling
from services.grid.service.minor import MarkingReporters
from services.grid.service.naming import Naming
from services.grid.service.neighbour.helping import Helping
from services.grid.service.neighbour.roster import Roster
from services.grid.service.numbering import NumberProvider
from services.grid.service.order.campaigning import Campaigning
from services.grid.service.order.ordering import Ordering
from services.grid.service.order.reading import ReadingCampaigns
from services.grid.service.order.rewarding import Rewarding
from services.grid.service.order.siting import Siting
from services.grid.service.order.supervising import Supervising
from services.grid.service.own.owning import Owning
from services.grid.service.part.helping import HelpingParts
from services.grid.service.premises.premises import KeepingPremises
from services.grid.service.premises.reading import ReadingPremises
from services.grid.service.publishing import Publishing
from services.grid.service.reading import Reading
from services.grid.service.reporting import Reporting
from services.grid.service.setting.setting import KeepingSettings
from services.grid.service.staff.leave import StaffLeaving
from services.grid.service.staff.lists import StaffLists
from services.grid.service.staff.reach import StandingCallProvider
from services.grid.service.staff.skill import StaffSkills
from services.grid.service.staff.staff import Staff
from services.grid.service.staff.team import StaffTeams
from services.grid.service.surveying import Surveying
from services.grid.service.tier.climbing import Climbing
from services.grid.service.unmasking import UnmaskingReporters
from services.grid.service.voice.merging import Merging
from services.grid.service.voice.rating import Voice
from services.grid.service.voice.similar import Similar
from services.grid.service.voice.supporting import Supporting
from services.grid.service.whistle.reading import ReadingWhistles
from services.grid.service.whistle.whistling import Whistling
from services.grid.service.why import Why
from services.grid.store.retention import RULES
from services.grid.territory import TerritoryProvider


class Service(
    Duty, Similar, MappingDevices, Measuring, Whistling, ReadingWhistles, Campaigning, Siting, ReadingCampaigns, Ordering,
    Supervising, Rewarding, Reporting, Desk, Handling, HelpingParts, Climbing, Attaching, Checking, Voice, Merging,
    Supporting, Owning, Reading, Surveying, Following, Counting, Evaluating, FindingHotSpots, Publishing, Charting,
    KeepingPremises, ReadingPremises, Roster, Helping, Admission, AdmissionTask, AdmissionBurden, KeepingSettings, KeepingBorders,
    KeepingGrids, ReadingGrids, KeepingAreas, ReadingAreas, Staff, StaffLeaving, StaffLists, StaffSkills, StaffTeams,
    Naming, UnmaskingReporters, MarkingReporters, Why, Access,
):
    """One process of the grid service."""

    name = "grid"
    upkeep = Upkeep(RULES)
    call = StandingCallProvider()
    territory = TerritoryProvider()
    choices = ChoicesProvider()
    numbers = NumberProvider()
