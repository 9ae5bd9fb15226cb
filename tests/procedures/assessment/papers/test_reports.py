"""Reports as PDF: what they say, to whom, in which language, and that they come out the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from plumbline.errors import RecordError
from plumbline.home import Home
from plumbline.procedures.assessment.papers import reports
from plumbline.procedures.assessment.year import approval
from plumbline.records.assessment.determinations import Assessment
from tests import pdfs
from tests.procedures.year_world import AFTER, NUMBER, PUBLISHED, Province

pytestmark = pytest.mark.django_db(transaction=True)
CODE = '#panic("no") *bold* $x^2$ // gone <label> @ref \\ '


@pytest.fixture
def province(home: Home, tmp_path: Path) -> Province:
    return Province(home, tmp_path, then=("opened", "scored"))


def test_the_report_of_a_year_and_of_a_region(province: Province) -> None:
    home = province.home
    province.state("planning", "department", "south", "no", "1.1", reason=CODE)
    with pytest.raises(RecordError, match="there is no published result of this"):
        reports.report(home, "city", "2013-14", user=province.who("lead"))
    province.evaluated()
    with pytest.raises(RecordError, match="there is no published result of this"):
        reports.named("city-2013-14")
    for name in ("chief", "deputy"):
        approval.approve(home, province.who(name), NUMBER, at=AFTER)
    approval.publish(home, province.who("lead"), NUMBER, at=PUBLISHED)
    assert reports.named("city-2013-14") == ("city", "2013-14")
    root, cut = Assessment.objects.get().entry.root, Assessment.objects.get().cut
    made = reports.report(home, "city", "2013-14")
    said = pdfs.text(made.content)
    assert made.name == "city-2013-14-en"
    for part in ("Assessmentof2013-14", "Province", "20Aug2014", "1Jul2013to30Jun2014", root, cut,
                 "Scoresrunfrom48.0to97.0of100", "1NorthAexcellent97.0", "2SouthDpoor48.0",
                 "48.0of100points,place2of2"):
        assert part in said, part
    assert "Determined'no':nopoints." in said
    assert "#panic" not in said  # what people wrote is for those with a part in the year

    own = pdfs.text(reports.report(home, "city", "2013-14", region="south", user=province.who("lead")).content)
    assert "".join(f"Reason: {CODE}".split()) in own
    assert "South:resultofthe2013-14assessment" in own
    assert "North" not in own
    told = pdfs.text(reports.report(home, "city", "2013-14", region="south", language="zh").content)
    assert "南市2013-14年度考核结果" in told
    assert "得48.0分（满分100分），在2个地区中列第2名" in told
    assert "认定为“否”：不得分。" in told
    for wrong in ({"region": "prov"}, {"language": "fr"}):
        with pytest.raises(RecordError):
            reports.report(home, "city", "2013-14", **wrong)


def test_the_same_result_gives_the_same_bytes(province: Province) -> None:
    province.published()
    first, again = (reports.report(province.home, "city", "2013-14", region="north", language="zh").content
                    for _ in range(2))
    assert first == again
    whole = reports.report(province.home, "city", "2013-14")
    held = [path.read_bytes() for path in (province.home.cache / "reports").iterdir()]
    assert held == [whole.content] == [reports.report(province.home, "city", "2013-14").content]


def test_a_year_of_many_regions_leaves_their_details_to_their_own_reports(
    province: Province, monkeypatch: pytest.MonkeyPatch,
) -> None:
    province.published()
    whole = pdfs.text(reports.report(province.home, "city", "2013-14").content)
    monkeypatch.setattr(reports, "MOST_REGIONS", 1)
    short = pdfs.text(reports.report(province.home, "city", "2013-14").content)
    assert ("Itembyitem" in whole, "Itembyitem" in short) == (True, False)
    assert "eachhasitsdetailsinareportofitsown" in short
    assert "2SouthDpoor48.0" in short
