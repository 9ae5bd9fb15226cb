"""Assessment: what officers determined, and the results a scheme gave."""

from __future__ import annotations

from typing import Any

from django.db import models

from plumbline.records.assessment.packing import REGIONS, unpacked
from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_day, by_past, by_region, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text

GRADED = Text("2013, or 2013-14 where it lies in two. Where another text only says that a grade was given so many "
              "assessments before a year: 1 before 2013.",
              "如 2013；跨年度的写作 2013-14。其他文件只提到在某年度之前第几次获得该等级的，写作 1 before 2013。")


@kind(
    "determination",
    title=Text("Determination", "认定"),
    plural=Text("Determinations", "认定"),
    meaning=Text(
        "What an officer determined for one item of a scheme in one region and year: a level reached, yes or no, not "
        "applicable, or an incident that vetoes the grade.",
        "工作人员就某年某地区某考核项作出的认定：达到的等次、是或否、不适用，或触发一票否决的事件。",
    ),
    key=("scheme", "year", "region", "item"),
    region="region",
    date="decided_on",
    column="assessment",
    cites=Citation("国办发〔2013〕47号", article="6", status="verified", read_at="jsqa.org"),
    public=False,
    listed=("scheme", "year", "region", "item", "value", "decided_on"),
)
class Determination(Record):
    """One officer's determination for one scheme item. Internal until an assessment is published."""

    scheme = fields.text("Scheme", "考核方案", required=True, max_length=80, exposure=fields.INTERNAL)
    year = fields.year("Assessment year", "考核年度", exposure=fields.INTERNAL)
    region = fields.ref("Region", "地区", "region", required=True, exposure=fields.INTERNAL)
    item = fields.text("Item", "考核项", required=True, max_length=40, exposure=fields.INTERNAL)
    value = fields.text("Value", "认定结果", required=True, max_length=80, exposure=fields.INTERNAL)
    reason = fields.text("Reason", "理由", required=True, max_length=500, exposure=fields.INTERNAL)
    decided_on = fields.day("Decided on", "认定日期", required=True, exposure=fields.INTERNAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "year", "region", "item"], condition=models.Q(superseded=None),
                                    name="determination_current"),
        ]
        indexes = [
            by_region("determination", "decided_on"), by_day("determination", "decided_on"),
            by_past("determination", "scheme", "year", "region", "item"),
        ]


@kind(
    "published_grade",
    title=Text("Published grade", "已公布的考核等级"),
    plural=Text("Published grades", "已公布的考核等级"),
    meaning=Text("The grade that one place was given in one year, as it was published, with where it was read.",
                 "某地某年度经公布的考核等级及其出处。"),
    key=("scope", "year", "unit"),
    region="region",
    column="assessment",
    cites=Citation("国办发〔2013〕47号", article="8", status="unverified"),
    listed=("scope", "year", "unit", "grade", "complete", "source"),
)
class PublishedGrade(Record):
    """One place's grade of one year, published by whoever graded it; no result of this system."""

    scope = fields.text("Among whom", "考核范围", required=True, max_length=80, indexed=True,
                        help=Text("The places that were graded together, such as the provinces or the cities of one "
                                  "province.", "一同接受考核的地区范围，如各省或某省各市。"))
    year = fields.year("Assessment year", "考核年度", reads="graded_year", help=GRADED)
    unit = fields.text("Place as published", "公布的地区名称", required=True, max_length=80)
    grade = fields.text("Grade", "等级", required=True, max_length=8)
    complete = fields.flag("Whole list read", "名单完整", required=True,
                           help=Text("Whether every place of the year is known. Of a partial list nothing follows for "
                                     "the places it does not name.",
                                     "该年度全部地区的等级是否已知。名单不完整时，不能推断未列地区的等级。"))
    source = fields.text("Where it was read", "出处", required=True, max_length=300)
    region = fields.ref("Region of this register", "本库中的地区", "region",
                        help=Text("Empty where the place is none of this register.", "本库没有该地区时留空。"))

    class Meta:
        constraints = [one_current("published_grade", "scope", "year", "unit")]
        indexes = [by_region("published_grade"), by_past("published_grade", "scope", "year", "unit")]


class Assessment(models.Model):
    """One run of one scheme over one cut. ``head`` is the result without its regions, ``totals`` what they got
    together, item by item; ``records/assessment/results.py`` says how."""

    scheme: Any = models.CharField(max_length=80)
    scheme_sha256: Any = models.CharField(max_length=64)
    year: Any = models.CharField(max_length=20)
    cut: Any = models.CharField(max_length=80)
    made_at: Any = models.DateTimeField()
    entry: Any = models.ForeignKey("records.Entry", on_delete=models.PROTECT, related_name="+")
    head: Any = models.JSONField()
    totals: Any = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["scheme", "year", "-made_at"], name="assessment_latest")]

    objects: models.Manager[Assessment]
    lines: Any

    @property
    def document(self) -> dict[str, Any]:
        """The whole result, as ``plumb assess --json`` prints it. With thousands of regions it is large."""
        packed = self.lines.order_by("place").values_list("content", flat=True)
        return {**self.head, REGIONS: [unpacked(bytes(content)) for content in packed.iterator()]}

    def __str__(self) -> str:
        return f"{self.scheme} {self.year}"


class RegionLine(models.Model):
    """One region in a result: what lists show of it, and all of it as packed JSON."""

    place: Any = models.IntegerField()
    code: Any = models.CharField(max_length=80)
    name_en: Any = models.TextField()
    name_zh: Any = models.TextField()
    score: Any = models.FloatField(null=True)
    grade: Any = models.TextField(blank=True, default="")
    rank: Any = models.IntegerField(null=True)
    veto: Any = models.TextField(blank=True, default="")
    withheld: Any = models.JSONField(null=True)
    content: Any = models.BinaryField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.code)


class AssessedRegion(RegionLine):
    """One region in an assessment."""

    assessment: Any = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="lines")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "code"], name="assessed_region_once")]
        indexes = [models.Index(fields=["assessment", "place"], name="assessed_region_order")]

    objects: models.Manager[AssessedRegion]
