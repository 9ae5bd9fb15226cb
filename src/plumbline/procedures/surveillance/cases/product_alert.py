"""An authority's own notice of a dangerous product: written, proposed, published by a second person, updated, taken
back. What is published is a record of the kind ``alert`` with the source ``own``; an update is a new version of it."""

from __future__ import annotations

from plumbline.procedures.casework.declaration import Act, Guard, Part, Procedure, State, Writes
from plumbline.procedures.casework.registry import declare
from plumbline.procedures.surveillance.notices import writing
from plumbline.procedures.surveillance.notices.writing import ALL_THE_SAME, CONTENT, PUBLISHED, SOURCE
from plumbline.records.core.fields import flag, ref, text
from plumbline.records.surveillance.notices import Alert
from plumbline.text import Citation, Text

NAME, BEGIN, SAVE = "product-alert", "begin", "save"
NAMED = "product_name"
"""What a notice is called in lists."""
DRAFT, PROPOSED, RETRACTED = "draft", "proposed", "retracted"
OFFICER = Part("officer", Text("officer", "经办人员"))
WHY = text("Reason", "理由", required=True, max_length=1000)
FIELDS = {name: Alert._meta.get_field(name) for name in CONTENT}
RECORD = Writes("alert", {
    "source": lambda _here: SOURCE, "number": "~number", "published_on": writing.first_day,
    "region": lambda here: here.board.region or here.values["region"], **{name: name for name in CONTENT}})

declare(Procedure(
    NAME, Text("Notice of a dangerous product", "产品安全通报"), Text("Notices of dangerous products", "产品安全通报"),
    "surveillance", Citation("Regulation (EU) 2023/988", article="26", effective="2024-12-13", status="unverified"),
    parts=(OFFICER,), page="/alerts/{number}/", withdrawal=Guard(must=writing.must_not_be_published),
    meaning=Text("A notice that the authority writes itself: open to everybody once a second person published it.",
                 "本机关起草的产品安全通报，经另一人审核发布后向社会公开。"),
    about={"region": ref("Region", "地区", "region", required=True), NAMED: FIELDS[NAMED]},
    states=(
        State(DRAFT, Text("being written", "起草中"), Text("Its writer proposes it.", "起草完成后提请发布。")),
        State(PROPOSED, Text("proposed", "待审核发布"), Text(
            "A second person publishes it, or sends it back.", "由另一人审核发布或退回修改。")),
        State(PUBLISHED, Text("published", "已发布"), Text(
            "It stands until it is updated or taken back.", "持续有效，直至更新或撤销。"), ends=True),
        State(RETRACTED, Text("taken back", "已撤销"), ends=True)),
    acts=(
        Act(BEGIN, Text("Begin a notice", "起草通报"), (OFFICER,), target=DRAFT, fields={
            name: each for name, each in FIELDS.items() if name != NAMED}),
        Act(SAVE, Text("Write", "修改通报"), (OFFICER,), (DRAFT, PROPOSED), DRAFT, fields=FIELDS, whole=True,
            help=Text("What was proposed is taken back by it.", "已提请发布的，随之撤回。")),
        Act("propose", Text("Propose it", "提请发布"), (OFFICER,), (DRAFT,), PROPOSED,
            guard=Guard(must=writing.must_name_it, met_by=(SAVE,))),
        Act("publish", Text("Publish it", "审核发布"), (OFFICER,), (PROPOSED,), PUBLISHED, second_person=True,
            final=True, guard=Guard(must=writing.must_be_one, met_by=(SAVE,)), writes=(RECORD,), fields={
                ALL_THE_SAME: flag("It is another one, though another notice says the same", "内容相同仍予发布",
                                   help=Text("Only where another notice was found that says the same.",
                                             "仅在系统提示存在内容相同的通报时填写。"))},
            help=Text("Everybody reads it from then on.", "发布后向社会公开。")),
        Act("send-back", Text("Send it back", "退回修改"), (OFFICER,), (PROPOSED,), DRAFT, returns=True,
            fields={"reason": WHY}),
        Act("update", Text("Update it", "更新通报"), (OFFICER,), (PUBLISHED,), DRAFT, help=Text(
            "What is published stands until a second person publishes the new version.",
            "新版本经另一人审核发布前，原通报继续有效。"), fields={"reason": WHY}),
        Act("retract", Text("Take it back", "撤销通报"), (OFFICER,), (PUBLISHED, DRAFT, PROPOSED), RETRACTED,
            final=True, guard=Guard(must=writing.must_be_published, met_by=("publish",)), does=writing.taken_back,
            help=Text("It counts no more; that it was there, and why it was taken back, stays.",
                      "撤销后不再有效；原通报及撤销理由予以保留。"), fields={"reason": WHY}))))
