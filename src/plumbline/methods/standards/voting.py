"""Whether a draft passes its review: how many of those who voted are for it, and whether enough of them voted.

Shares are compared as fractions: exactly three quarters of 28 are 21, and no rounding decides. Which share, and of
whom, is a rule that is given."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from plumbline.errors import MethodError
from plumbline.text import Text


@dataclass(frozen=True, slots=True)
class VoteRule:
    """``in_favour`` is the least share for it among the voters, abstentions counted; ``against`` the greatest against;
    ``taking_part`` the least share of the invited who vote."""

    in_favour: Fraction
    against: Fraction
    taking_part: Fraction


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote as it was counted. ``invited`` are those who had one."""

    invited: int
    in_favour: int
    against: int
    abstained: int

    @property
    def voted(self) -> int:
        """Who took part."""
        return self.in_favour + self.against + self.abstained


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether it passed; else ``why`` not."""

    passed: bool
    why: Text = Text()


def outcome(vote: Vote, rule: VoteRule) -> Outcome:
    """What a vote comes to. :raises MethodError: for one that cannot be: nobody voted, or more than were invited."""
    if min(vote.invited, vote.in_favour, vote.against, vote.abstained) < 0 or not 0 < vote.voted <= vote.invited:
        raise MethodError("project.no_vote", Text(
            f"{vote.voted} votes of {vote.invited} who could vote cannot be",
            f"应参加表决{vote.invited}人，实际{vote.voted}票，不成立"), where="invited", next_step=Text(
                "Count the votes for, against and abstaining, and those who were invited, once more",
                "请重新核对赞成、反对、弃权票数和应参加表决人数"))
    if Fraction(vote.voted, vote.invited) < rule.taking_part:
        return Outcome(False, Text(
            f"{vote.voted} of {vote.invited} voted, and at least {rule.taking_part} must",
            f"应参加表决{vote.invited}人，实际参加{vote.voted}人，未达到{rule.taking_part}"))
    if Fraction(vote.in_favour, vote.voted) < rule.in_favour:
        return Outcome(False, Text(
            f"{vote.in_favour} of {vote.voted} are for it, and at least {rule.in_favour} must be",
            f"参加表决{vote.voted}人，赞成{vote.in_favour}人，未达到{rule.in_favour}"))
    if Fraction(vote.against, vote.voted) > rule.against:
        return Outcome(False, Text(
            f"{vote.against} of {vote.voted} are against it, and at most {rule.against} may be",
            f"参加表决{vote.voted}人，反对{vote.against}人，超过{rule.against}"))
    return Outcome(True)
