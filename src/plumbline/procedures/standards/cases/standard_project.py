"""A standard's life as a case, from its proposal over plan, drafting, comments and review to its publication. What its
acts do is in ``projects/``; which steps a level goes through is in the dated files of ``rulebook/projects``, days are
in the flow file ``standard-project``.

Each comment is a member. Comments by everybody are no acts of an account: they come by ``links.join_by_anybody``."""

from __future__ import annotations

from plumbline.procedures.casework.declaration import LINK, PARTY, Act, Days, Guard, Members, Part, Procedure, State
from plumbline.procedures.casework.registry import declare
from plumbline.procedures.standards.projects import acts, publishing
from plumbline.procedures.standards.projects.names import (
    ADD,
    APPROVED,
    COMMENTING,
    DECIDE,
    DECIDED,
    DECIDING,
    DRAFTING,
    MEMBER,
    OPEN,
    PLANNED,
    PROJECT,
    PROPOSED,
    PUBLISHED,
    RETRACTED,
    REVIEW,
    REVIEWED,
    SEND,
)
from plumbline.records.core.fields import INTERNAL, PERSONAL, choice, day, integer, ref, refs, text
from plumbline.text import Citation, Text

RULES = Citation("国家标准管理办法（国家市场监督管理总局令第59号）", effective="2023-03-01", status="unverified")
OFFICER = Part("officer", Text("standards officer", "标准化管理人员"))
PROPOSER = Part("proposer", Text("who proposed it", "立项建议单位"), PARTY, party="proposer")
DRAFTER = Part("drafter", Text("who drafts", "起草单位"), PARTY, party="drafters")
COMMENTER = Part("commenter", Text("who commented", "意见提出人"), LINK)
LONG = 4000
WHY = text("Reason", "理由", required=True, exposure=INTERNAL, max_length=1000)
SEVERAL = Text("Several are joined by a semicolon.", "多个之间用分号分隔。")
DRAFTERS = text("Who drafts, in rank", "起草单位（按排名）", required=True, exact=True, max_length=8000, help=Text(
    "A line for each organisation, by its register code or its name; the first leads.",
    "每行一个单位，填写统一社会信用代码或登记名称，按排名先后；第一行为主导单位。"))
PLAN = {
    "plan": text("Scope and purpose", "范围、目的和主要技术内容", required=True, max_length=LONG),
    "force": choice("Force", "标准性质", "standard-force", required=True),
    "drafting": DRAFTERS,
    "committee": refs("Committees", "归口标准化技术委员会", "committee", max_length=1000),
    "adopts": text("Adopts", "采用的国际标准", max_length=1000, help=SEVERAL),
    "degree": choice("Degree of adoption", "采用程度", "adoption-degree"),
    "due_on": day("To be done by", "计划完成日期"),
}
WITH_DRAFTERS = {"drafters": refs("Organisations that draft", "起草单位", "organisation", max_length=8000)}
COMMENT = {
    MEMBER: text("Number", "序号", required=True, max_length=12, help=Text(
        "The next free one; the project's own page gives it by itself.",
        "填写下一个未用序号；在项目页面登记时自动编号。")),
    "body": text("Organisation (MB/NC)", "提出单位", max_length=200, help=Text(
        "Who says so; empty: a person of their own.", "填写提出意见的单位；以个人名义提出的留空。")),
    "clause": text("Clause/Subclause", "章条编号", max_length=60,
                   help=Text("Such as 5.3.1; empty: the draft as a whole.",
                                                               "如5.3.1；对全文的意见留空。")),
    "paragraph": text("Paragraph/Figure/Table", "段、图、表", max_length=60),
    "type": choice("Type of comment", "意见类型", "comment-type"),
    "text": text("Comments", "意见内容", required=True, max_length=LONG),
    "proposed": text("Proposed change", "修改建议", max_length=LONG),
    "person": text("Name", "联系人", exposure=PERSONAL, max_length=80),
    "contact": text("How to reach them", "联系方式", exposure=PERSONAL, max_length=120),
}
VOTES = {
    "form": choice("Form", "审查形式", "review-form", required=True),
    "invited": integer("Who could vote", "应参加表决人数", required=True, minimum=1, exposure=INTERNAL, help=Text(
        "Without those of the organisations that draft.", "起草单位的代表不参加表决，不计入。")),
    "in_favour": integer("In favour", "赞成", required=True, exposure=INTERNAL),
    "against": integer("Against", "反对", required=True, exposure=INTERNAL),
    "abstained": integer("Abstained", "弃权", required=True, exposure=INTERNAL),
    "minutes": text("Conclusion", "审查结论", required=True, max_length=LONG, exposure=INTERNAL),
}

declare(Procedure(
    PROJECT, Text("Project of a standard", "标准制修订项目"), Text("Projects of standards", "标准制修订项目"),
    "standards",
    RULES, parts=(OFFICER, PROPOSER, DRAFTER, COMMENTER), public=(COMMENTING, PUBLISHED), shared=(
        "invited", "in_favour", "against", "abstained", "minutes", "why"), page="/projects/{number}/",
    meaning=Text("How a standard comes about: proposal, plan, drafting, comments, review, approval, publication.",
                 "标准制修订全过程：立项、计划、起草、征求意见、审查、批准、发布。"),
    about={
        "region": ref("Region", "地区", "region", required=True),
        "level": choice("Level", "级别", "standard-level", required=True),
        "proposer": ref("Who proposes it", "立项建议单位", "organisation"),
        "about": text("What it is about", "项目说明", max_length=LONG),
        "replaces": text("Replaces", "代替的标准", max_length=1000, help=Text(
            "Of a revision: the standard that it revises. Several are joined by a semicolon.",
            "属修订的，填写被修订的标准；多个之间用分号分隔。")),
        "title_en": text("Title in English", "英文名称", max_length=1000),
        "title_zh": text("Title in Chinese", "中文名称", required=True, max_length=1000),
    },
    states=(
        State(PROPOSED, Text("proposed", "已提出立项建议"), Text("The plan is handed in.", "提交立项计划。"), Days(60)),
        State(PLANNED, Text("plan handed in", "计划待批准"),
              Text("Another officer approves the plan.", "由另一人批准计划。"),
              Days(20)),
        State(DRAFTING, Text("being drafted", "起草中"), Text(
            "The draft is opened for comments.", "形成征求意见稿，公开征求意见。"), Days(365, working=False)),
        State(COMMENTING, Text("open for comments", "征求意见"), Text(
            "Everybody may comment until that day.", "截止日期前，任何单位和个人均可提出意见。"),
            Days(field="closes_on")),
        State(DECIDING, Text("comments being decided", "意见处理"), Text(
            "Something is decided on each comment.", "逐条处理意见。"), Days(60, working=False)),
        State(REVIEW, Text("under review", "审查"), Text("The votes are counted.", "组织审查并统计表决结果。"),
              Days(90, working=False)),
        State(REVIEWED, Text("passed the review", "报批"), Text("Another officer approves it.", "由另一人批准。"),
              Days(30)),
        State(APPROVED, Text("approved", "已批准"), Text("It gets its number and is published.", "编号并发布。"),
              Days(20)),
        State(PUBLISHED, Text("published", "已发布"), Text(
            "It is in force from its day on; amendment and withdrawal are cases of their own.",
            "自实施日期起施行；修改和废止另行办理。"), ends=True)),
    members=Members("comment", Text("Comment", "意见"), Text("Comments", "意见"), (
        State(OPEN, Text("to be decided", "待处理")),
        State(DECIDED, Text("decided", "已处理"), ends=True),
        State(RETRACTED, Text("taken back", "已撤回"), ends=True))),
    acts=(
        Act("propose", Text("Propose a standard", "提出立项"), (OFFICER,), target=PROPOSED, does=acts.proposed),
        Act("suggest", Text("Suggest a standard", "提出立项建议"), (PROPOSER,), target=PROPOSED, does=acts.proposed),
        Act("hand-in-plan", Text("Hand in the plan", "提交立项计划"), (OFFICER, PROPOSER), (PROPOSED,), PLANNED,
            fields=PLAN, does=acts.with_drafters, gives=WITH_DRAFTERS, whole=True,
            guard=Guard(must=acts.must_have_plan, met_by=("propose",))),
        Act("return-plan", Text("Return the plan", "退回计划"), (OFFICER,), (PLANNED,), PROPOSED, returns=True,
            fields={"why": WHY}),
        Act("approve-plan", Text("Approve the plan", "批准立项计划"), (OFFICER,), (PLANNED,), DRAFTING,
            second_person=True),
        Act("begin-drafting", Text("Begin to draft", "开始起草"), (OFFICER, PROPOSER), (PROPOSED,), DRAFTING,
            fields=PLAN,
            does=acts.with_drafters, gives=WITH_DRAFTERS, whole=True,
            guard=Guard(must=acts.must_need_no_plan, met_by=("propose",))),
        Act("submit-draft", Text("Hand in a draft", "提交草案"), (DRAFTER, OFFICER), (DRAFTING, DECIDING),
            aside=(OFFICER,),
            fields={"note": text("What is new in it", "修改说明", max_length=LONG)}, help=Text(
                "Attach the file first, on the page of the project.", "请先在项目页面附上草案文件。")),
        Act("open-comments", Text("Open it for comments", "公开征求意见"), (OFFICER,), (DRAFTING,), COMMENTING,
            final=True,
            guard=Guard(must=acts.must_take_comments, met_by=("propose",)), does=acts.opened_for_comments,
            fields={"closes_on": day("Comments until", "征求意见截止日期", required=True)}),
        Act("extend-comments", Text("Take comments for longer", "延长征求意见期限"), (OFFICER,), (COMMENTING,),
            COMMENTING, aside=(OFFICER,),
            does=acts.extended, fields={"closes_on": day("Comments until", "征求意见截止日期", required=True)}),
        Act("close-comments", Text("Close the comments", "结束征求意见"), (OFFICER,), (COMMENTING,), DECIDING,
            after_days=True),
        Act("skip-comments", Text("Go on without comments", "不征求意见，送审"), (OFFICER, DRAFTER), (DRAFTING,),
            REVIEW,
            guard=Guard(must=acts.must_take_none, met_by=("propose",))),
        Act("submit-review", Text("Hand in for review", "送审"), (OFFICER, DRAFTER), (DECIDING,), REVIEW,
            guard=Guard(acts.every_comment_decided, met_by=(DECIDE,))),
        Act("open-again", Text("Ask for comments again", "再次征求意见"), (OFFICER,), (DECIDING,), DRAFTING,
            returns=True,
            fields={"why": WHY}),
        Act("pass-review", Text("It passed", "审查通过"), (OFFICER,), (REVIEW,), REVIEWED, fields=VOTES,
            does=acts.must_pass),
        Act("fail-review", Text("It did not pass, and is drafted anew", "审查未通过，退回修改"), (OFFICER,), (REVIEW,),
            DRAFTING, fields=VOTES, does=acts.must_fail, returns=True),
        Act("return-review", Text("Return it to review", "退回审查"), (OFFICER,), (REVIEWED,), REVIEW, returns=True,
            fields={"why": WHY}),
        Act("approve", Text("Approve the standard", "批准标准"), (OFFICER,), (REVIEWED,), APPROVED, second_person=True,
            final=True, guard=Guard(must=acts.must_be_another, met_by=("propose",))),
        Act("publish", Text("Publish the standard", "发布标准"), (OFFICER,), (APPROVED,), PUBLISHED, final=True,
            does=publishing.as_published, writes=publishing.WRITES, gives={
                publishing.CODE: text("Register code", "登记代码", max_length=160),
                publishing.DOCUMENT: text("Document", "标准（不分版本）", max_length=160)},
            fields={
                "designation": text("Designation", "标准编号", required=True, max_length=160),
                "published_on": day("Published on", "发布日期", help=Text("Empty: today.", "留空表示今日。")),
                "effective_on": day("In force from", "实施日期", required=True),
                "issuer": text("Issuer", "发布机构", required=True),
                "scope": text("Scope", "范围", max_length=LONG),
                "ics": text("ICS", "国际标准分类号（ICS）", max_length=200, help=SEVERAL),
                "ccs": text("CCS", "中国标准分类号（CCS）", max_length=80, help=SEVERAL)}),
        Act("change-drafters", Text("Change who drafts", "调整起草单位"), (OFFICER,),
            (DRAFTING, COMMENTING, DECIDING, REVIEW, REVIEWED, APPROVED), aside=(OFFICER,),
            fields={"drafting": DRAFTERS},
            does=acts.with_drafters, gives=WITH_DRAFTERS),
        Act(ADD, Text("Take down a comment", "登记意见"), (OFFICER, DRAFTER), of="comment", target=OPEN, adds=MEMBER,
            fields=COMMENT, does=acts.comment_added),
        Act(SEND, Text("Comment", "提出意见"), (COMMENTER,), of="comment", target=OPEN, adds=MEMBER, fields=COMMENT,
            does=acts.comment_sent, anybody=True),
        Act(DECIDE, Text("Decide on a comment", "处理意见"), (OFFICER, DRAFTER), (OPEN, DECIDED), DECIDED, of="comment",
            does=acts.decided, whole=True, fields={
                "decision": choice("Decision", "处理意见", "comment-decision", required=True),
                "reason": text("Observations of the secretariat", "处理理由", max_length=LONG, help=Text(
                    "Needed where it is not adopted as it is.", "部分采纳和未采纳的须填写。"))}),
        Act("take-back", Text("Take the comment back", "撤回意见"), (COMMENTER, OFFICER), (OPEN,), RETRACTED,
            of="comment", aside=(COMMENTER, OFFICER)))))
