"""The names that the parts of a project use of each other: its procedure, states, acts and fields."""

from __future__ import annotations

PROJECT, AMENDMENT, WITHDRAWAL = "standard-project", "standard-amendment", "standard-withdrawal"
PROPOSED, PLANNED, DRAFTING, COMMENTING, DECIDING, REVIEW, REVIEWED, APPROVED, PUBLISHED = (
    "proposed", "planned", "drafting", "commenting", "deciding", "review", "reviewed", "approved", "published")
STAGES = (PROPOSED, PLANNED, DRAFTING, COMMENTING, DECIDING, REVIEW, REVIEWED, APPROVED, PUBLISHED)
"""The states of a project in the order in which it goes through them."""
OPEN, DECIDED, RETRACTED = "to-decide", "decided", "taken-back"
"""The states of a comment."""
ADD, DECIDE, SEND = "add-comment", "decide", "send-comment"
MEMBER = "comment"
DRAFT = "standard-draft"
"""What the files of a draft are attached to."""
ADOPTED = "adopted"
COLLATED = (APPROVED, PUBLISHED)
"""States in which the comments are public, with what was decided on each."""
