"""Regions: a tree of any depth, with dated renames, mergers and splits."""

from __future__ import annotations

from django.db import models

from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_past
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text

SUCCESSOR = Text("The code of the region that goes on when this version ends; several, where it was split, joined by a "
                 "semicolon.", "该版本结束后承继地区的代码；拆分为多个地区的，各代码之间用分号隔开。")


@kind(
    "region",
    title=Text("Region", "地区"),
    plural=Text("Regions", "地区"),
    meaning=Text(
        "A unit of government or a part of one, as it was from one day to another. A rename, a merger or a split ends "
        "one version and names the region or the regions that go on.",
        "一级政府或其一部分在某段时间内的状态。更名、合并或拆分会结束一个版本，并指明承继的地区。",
    ),
    key=("code", "valid_from"),
    region="code",
    column="ground",
    cites=Citation("GB/T 2260", status="unverified"),
    listed=("code", "name_en", "name_zh", "level", "parent", "valid_from", "valid_to", "successor"),
)
class Region(Record):
    """One dated version of a region."""

    code = fields.text("Code", "代码", required=True, max_length=40, indexed=True)
    name_en = fields.text("Name in English", "英文名称", instead="name_zh")
    name_zh = fields.text("Name in Chinese", "中文名称")
    level = fields.choice("Level", "层级", "region-level", required=True)
    parent = fields.ref("Parent region", "上级地区", "region")
    valid_from = fields.day("Valid from", "生效日期", required=True)
    valid_to = fields.day("Valid to", "失效日期", help=Text("The last day of this version; empty while it lasts.",
                                                       "该版本的最后一天；仍有效则留空。"))
    successor = fields.refs("Goes on as", "承继地区", "region", help=SUCCESSOR)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], condition=models.Q(superseded=None),
                                    name="region_current"),
        ]
        indexes = [by_past("region", "code", "valid_from")]
