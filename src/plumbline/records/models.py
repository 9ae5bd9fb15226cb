"""Where Django looks for models; each is declared in its column's module."""

from plumbline.records.assessment import Assessment, Determination
from plumbline.records.journal import Entry
from plumbline.records.organisations import Establishment, Organisation, OrganisationContact
from plumbline.records.people import Role, User
from plumbline.records.regions import Region
from plumbline.records.surveillance import Finding, Inspection

__all__ = [
    "Assessment", "Determination", "Entry", "Establishment", "Finding", "Inspection", "Organisation",
    "OrganisationContact", "Region", "Role", "User",
]
