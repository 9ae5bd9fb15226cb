"""A proposal to harmonise requirements: examined by a second person, accepted or declined. One that is accepted opens
the project of a standard."""

from __future__ import annotations

from plumbline.procedures.casework.consequences import Consequence
from plumbline.procedures.casework.consequences import declare as declare_consequence
from plumbline.procedures.casework.declaration import Act, Days, Guard, Part, Procedure, State
from plumbline.procedures.casework.registry import declare
from plumbline.procedures.standards.topics import acts
from plumbline.records.core.fields import INTERNAL, choice, ref, refs, text
from plumbline.text import Citation, Text

NAME, PROJECT = "harmonisation-proposal", "standard-project"
OURS = Citation("Plumbline docs/topics.md", ours=True)
OFFICER = Part("officer", Text("researcher", "研究人员"))
SEVERAL = Text("Several are joined by a semicolon.", "多个之间用分号分隔。")
OPINION = text("Opinion", "意见", required=True, exposure=INTERNAL, max_length=2000)

declare(Procedure(
    NAME, Text("Proposal to harmonise", "标准协调建议"), Text("Proposals to harmonise", "标准协调建议"), "standards",
    OURS, parts=(OFFICER,), public=("accepted",),
    meaning=Text("Requirements of several countries that should become one: proposed, examined by a second person, "
                 "decided. What is accepted becomes the project of a standard.",
                 "就多国要求提出协调一致的建议，经第二人审查后作出决定；采纳的转为标准制修订项目。"),
    about={"region": ref("Region", "地区", "region", required=True),
           "topic": ref("Topic", "专题", "topic", required=True),
           "title_en": text("Title in English", "英文名称", max_length=1000),
           "title_zh": text("Title in Chinese", "中文名称", required=True, max_length=1000),
           "level": choice("Level of the standard", "拟制定标准的级别", "standard-level", required=True),
           "requirements": refs("Requirements to be harmonised", "拟协调的要求", "requirement", max_length=2000,
                                help=SEVERAL),
           "replaces": text("Standards to be revised", "拟修订的标准", max_length=1000, help=SEVERAL),
           "about": text("What is proposed, and why", "建议内容及理由", required=True, max_length=4000)},
    states=(
        State("proposed", Text("proposed", "已提出"), Text("Somebody else examines it.", "由另一人审查。"), Days(20)),
        State("examined", Text("examined", "已审查"), Text("It is accepted or declined.", "决定是否采纳。"), Days(20)),
        State("accepted", Text("accepted", "已采纳"), Text("It goes on as a project.", "转为标准制修订项目。"),
              ends=True),
        State("declined", Text("declined", "未采纳"), ends=True)),
    acts=(
        Act("propose", Text("Propose to harmonise", "提出协调建议"), (OFFICER,), target="proposed",
            does=acts.proposed, gives={"proposer": text("Proposed by", "提出人", max_length=150, exposure=INTERNAL)}),
        Act("examine", Text("Examine it", "审查"), (OFFICER,), ("proposed",), "examined", second_person=True,
            fields={"opinion": OPINION}),
        Act("accept", Text("Accept it", "采纳"), (OFFICER,), ("examined",), "accepted", final=True,
            guard=Guard(must=acts.not_by_who_proposed, met_by=("propose",)), fields={"decision": text(
                "Reason", "理由", exposure=INTERNAL, max_length=2000)},
            help=Text("The project of a standard is opened by it.", "采纳后即转为标准制修订项目。")),
        Act("decline", Text("Decline it", "不予采纳"), (OFFICER,), ("examined",), "declined",
            guard=Guard(must=acts.not_by_who_proposed, met_by=("propose",)), fields={"decision": text(
                "Reason", "理由", required=True, exposure=INTERNAL, max_length=2000)}))))

declare_consequence(Consequence(
    "project-of-harmonisation", Text("The project of a standard is opened", "转为标准制修订项目"), procedure=NAME,
    act="accept", opens=PROJECT, cites=OURS, fields={
        "region": "region", "level": "level", "title_en": "title_en", "title_zh": "title_zh", "about": "about",
        "replaces": "replaces"}))
