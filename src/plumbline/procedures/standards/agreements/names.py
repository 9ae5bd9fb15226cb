"""What the procedure of an agreement calls its states and acts."""

from __future__ import annotations

PROCEDURE, KIND, COMMITMENT, BODY, REVIEW = (
    "quality-agreement", "agreement", "commitment", "joint_body", "agreement_review")
DRAFT, CONSULTATION, AGREED, SIGNED, RENEWING, ENDED = (
    "draft", "consultation", "agreed", "signed", "renewing", "ended")
ASKED = (CONSULTATION, RENEWING)
"""The states in which the parties are asked whether they agree."""
OWED, REPORTED, DONE, RELEASED, UNMET, STRUCK = "owed", "reported", "done", "released", "unmet", "struck"
SETTLED = (DONE, RELEASED, UNMET, STRUCK)
SAY, TAKE_DOWN, SIGN = "say", "take-down", "sign"
MEMBER = "commitment"
NUMBER = "agreement"
"""The field of a case that holds the number of its record, once that is signed."""
AGREES = "agrees"
