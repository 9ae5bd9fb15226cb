"""The act of assessing: the regions of a year scored by a scheme from one cut, and the result kept."""

from __future__ import annotations

from datetime import datetime

from plumbline.errors import RecordError
from plumbline.figures.cuts.cut import open_cut
from plumbline.home import Home
from plumbline.procedures.assessment.scoring.assessment import keep, pack, scored
from plumbline.procedures.assessment.scoring.schemes import schemes_of
from plumbline.procedures.assessment.scoring.written import Written
from plumbline.procedures.assessment.year.answers import published_answers
from plumbline.procedures.assessment.year.refusals import look
from plumbline.records.assessment.rounds import in_force
from plumbline.rulebook.schemes.schemes import scheme_for
from plumbline.text import Text


def assess(home: Home, scheme_id: str, year: str | int, *, cut: str | None = None, actor: int | None = None,
           at: datetime) -> Written:
    """Assess every region of the scheme's level in ``year`` and keep the result.

    ``year`` is written as the scheme writes its years: ``2013``, or ``2013-14``. ``cut`` is an id; None is the latest.
    ``actor`` is the number of the person who asked, ``at`` the time. The same result from the same cut is kept once.
    Returns the document of ``plumb assess --json``, to be written region by region.

    :raises RulebookError: for a scheme that does not exist, is faulty or does not apply to the year.
    :raises RecordError: for a determination that does not fit the scheme, or a year that is under way as a procedure.
    :raises CutError: for an altered cut.
    """
    scheme = scheme_for(schemes_of(home), scheme_id, str(year))
    label = scheme.year.label(str(year))
    if (under_way := in_force().filter(scheme=scheme.id, year=label).first()) is not None:
        raise RecordError("assess.by_procedure", Text("this year is assessed by its procedure", "本年度按考核流程进行"),
                          where=under_way.number, why=Text(
                              "Its result is published once it is approved, and corrected only by an upheld objection",
                              "结果经审定后公布，且只能通过异议成立更正"), next_step=look(under_way.number))
    found, _ = scored(home, open_cut(home, cut), scheme, label, stated=published_answers)
    keep(pack(found), actor, at)
    return found
