"""Layouts of other cities' published inspections, by their headings: rows of violations, a score without a result, no
number. The headings are those of the City and County of San Francisco's and the State of Delaware's open data; the rows
are made up."""

from __future__ import annotations

from decimal import Decimal

from plumbline.rulebook.mappings.mappings import Mapping
from tests.records.samples import Office, current

SCORES = """\
business_id,business_name,business_address,inspection_id,inspection_date,inspection_score,inspection_type,violation_id,\
violation_description,risk_category
10,Kitchen A,1 First St,10_20130131,2013-01-31T00:00:00,92,Routine - Unscheduled,10_20130131_103119,Dirt,Low Risk
10,Kitchen A,1 First St,10_20130131,2013-01-31T00:00:00,92,Routine - Unscheduled,10_20130131_103145,Heat,High Risk
24,Kitchen B,2 First St,24_20130201,2013-02-01T00:00:00,,New Ownership,,,
"""
CODES = """\
RESTNAME,RESTADDRESS,RESTCITY,RESTZIP,INSPDATE,INSPTYPE,VIOLATION,VIODESC
Kitchen C,"3 A Very Long Street Name, Suite 12345",DOVER,19901,01/31/2013,Routine,3-501.16,Cold holding
Kitchen C,"3 A Very Long Street Name, Suite 12345",DOVER,19901,01/31/2013,Routine,3-501.9,Cooling
Kitchen C,"3 A Very Long Street Name, Suite 12345",DOVER,19901,01/31/2013,Routine,10F,Floors
"""
TYPES = {"Routine - Unscheduled": "canvass", "New Ownership": "licence", "Routine": "canvass"}


def test_a_score_without_a_result(office: Office) -> None:
    inspections = Mapping("scores", "inspection", ignore=("*",), columns={
        "inspection_id": "number", "inspection_date": "inspected_on", "inspection_score": "score",
        "inspection_type": "purpose", "business_id": "establishment", "business_name": "establishment_name",
        "business_address": "address"}, values={"purpose": TYPES}, defaults={"region": "1"})
    done = office.take("inspection", SCORES, mapping=inspections)
    assert (done.rows, done.quarantined) == (2, 0), done.sample
    assert current("inspection", "number", "score", "result", "critical_count") == [
        ("10_20130131", Decimal("92.00"), None, None), ("24_20130201", None, None, None)]


def test_violations_as_rows_with_codes(office: Office) -> None:
    number = "{RESTNAME}, {RESTADDRESS}, {INSPDATE}"
    inspections = Mapping("codes", "inspection", ignore=("*",), dates="%m/%d/%Y", columns={
        "INSPDATE": "inspected_on", "INSPTYPE": "purpose", "RESTNAME": "establishment_name", "RESTADDRESS": "address"},
        fields={"number": number}, values={"purpose": TYPES}, defaults={"region": "1"})
    findings = Mapping("findings", "finding", ignore=("*",), dates="%m/%d/%Y", columns={
        "INSPDATE": "found_on", "VIOLATION": "clause", "VIODESC": "description"},
        fields={"inspection": number}, defaults={"region": "1"})
    assert office.take("inspection", CODES, mapping=inspections).rows == 1
    done = office.take("finding", CODES, mapping=findings)
    assert (done.rows, done.quarantined) == (3, 0), done.sample
    assert not [note for note in done.notes if note["code"] == "points_to_nothing"]
    assert current("finding", "clause", "description") == [
        ("10F", "Floors"), ("3-501.16", "Cold holding"), ("3-501.9", "Cooling")]


def test_a_region_has_one_name_at_least(office: Office) -> None:
    region = {"level": "ward", "parent": "city", "valid_from": "2000-01-01"}
    done = office.take("region", [region | {"code": "x", "name_en": "", "name_zh": "某区"},
                                  region | {"code": "y", "name_en": "", "name_zh": ""}])
    assert (done.rows, done.quarantined) == (1, 1)
    assert done.sample[0]["reason"] == {"en": "Name in English is missing, and so is the name in the other language",
                                        "zh": "缺少英文名称，也没有另一语言的名称"}


def test_years_come_in_under_one_name(office: Office) -> None:
    row = {"scope": "s", "unit": "u", "grade": "A", "complete": "no", "source": "x"}
    years = ("２０１３", "2014年", "2015—2016年度", "soon")
    done = office.take("published_grade", [row | {"year": year} for year in years])
    assert (done.rows, done.quarantined) == (3, 1)
    assert [year for (year,) in current("published_grade", "year")] == ["2013", "2014", "2015-16"]
    assert done.sample[0]["reason"]["en"] == "Assessment year is not a year"
