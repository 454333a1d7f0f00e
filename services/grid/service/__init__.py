"""The grid service: its methods, the facts of others it hears, and what it does by itself."""
from __future__ import annotations

from services.grid.service.admission import Admission
from services.grid.service.admission_burden import AdmissionBurden
from services.grid.service.admission_task import AdmissionTask
from services.grid.service.area import KeepingAreas
from services.grid.service.area_reading import ReadingAreas
from services.grid.service.border import KeepingBorders
from services.grid.service.charting import Charting
from services.grid.service.checking import Checking
from services.grid.service.counting import Counting
from services.grid.service.desk import Desk
from services.grid.service.duty import Duty
from services.grid.service.following import Following
from services.grid.service.grid import KeepingGrids
from services.grid.service.grid_reading import ReadingGrids
from services.grid.service.handling import Handling
from services.grid.service.helping import Helping
from services.grid.service.numbering import NumberProvider
from services.grid.service.premises import KeepingPremises
from services.grid.service.premises_reading import ReadingPremises
from services.grid.service.reading import Reading
from services.grid.service.reporting import Reporting
from services.grid.service.roster import Roster
from services.grid.service.staff import Staff
from services.grid.service.staff_leave import StaffLeaving
from services.grid.service.staff_list import StaffLists
from services.grid.service.staff_reach import StandingCallProvider
from services.grid.service.staff_skill import StaffSkills
from services.grid.service.staff_team import StaffTeams
from services.grid.service.surveying import Surveying
from services.grid.service.voice import Voice
from services.grid.territory import TerritoryProvider


class Service(
    Duty, Reporting, Desk, Handling, Checking, Voice, Reading, Surveying, Following, Counting, Charting,
    KeepingPremises, ReadingPremises, Roster, Helping, Admission, AdmissionTask, AdmissionBurden,
    KeepingBorders, KeepingGrids, ReadingGrids, KeepingAreas, ReadingAreas, Staff, StaffLeaving, StaffLists, StaffSkills, StaffTeams,
):
    """One process of the grid service."""

    name = "grid"
    call = StandingCallProvider()
    territory = TerritoryProvider()
    numbers = NumberProvider()
