"""Where Django looks for models; each is declared in its column's module."""

from plumbline.records.assessment import AssessedRegion, Assessment, Determination, PublishedGrade
from plumbline.records.attempts import Attempt
from plumbline.records.conformity import Authorisation, Certificate
from plumbline.records.drafts import Draft, DraftEvent
from plumbline.records.evidence import Evidence
from plumbline.records.journal import Entry
from plumbline.records.organisations import Establishment, Organisation, OrganisationContact
from plumbline.records.patents import Patent
from plumbline.records.people import Role, User
from plumbline.records.programmes import Award, Policy, ServedUnit, ServicePlatform
from plumbline.records.regions import Region
from plumbline.records.rounds import Round, RoundEvent
from plumbline.records.saved import SavedList
from plumbline.records.sessions import Session
from plumbline.records.standards import Participation, Standard
from plumbline.records.statistics import Statement, Statistic
from plumbline.records.surveillance import Acceptance, Finding, Inspection, Sampling
from plumbline.records.tokens import Token

__all__ = [
    "Acceptance", "AssessedRegion", "Assessment", "Attempt", "Authorisation", "Award", "Certificate", "Determination",
    "Draft", "DraftEvent", "Entry", "Establishment", "Evidence", "Finding", "Inspection", "Organisation",
    "OrganisationContact", "Participation", "Patent", "Policy", "PublishedGrade", "Region", "Role", "Round",
    "RoundEvent", "Sampling", "SavedList", "ServedUnit", "ServicePlatform", "Session", "Standard", "Statement",
    "Statistic", "Token", "User",
]
