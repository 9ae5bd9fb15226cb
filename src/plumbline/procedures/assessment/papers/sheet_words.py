"""The headings of the workbook of a stage, and what it says to whoever fills it in."""

from __future__ import annotations

from plumbline.text import Text

REGION, ITEM, RULE, HOW, POINTS = "region", "item", "rule", "how", "points"
LAST, OWN, ANSWER, REASON, CLAUSE, EVIDENCE = "last", "own", "answer", "reason", "clause", "evidence"

HEADINGS = {
    REGION: Text("Region", "地区"),
    ITEM: Text("Item", "考核项"),
    RULE: Text("Rule", "评分规则"),
    POINTS: Text("Points", "分值"),
    HOW: Text("How to answer", "填写方法"),
    LAST: Text("Last year", "上年结果"),
    OWN: Text("Its own answer", "自评结果"),
    ANSWER: Text("Answer", "填报结果"),
    REASON: Text("Reason", "理由"),
    CLAUSE: Text("Clause", "依据条款"),
    EVIDENCE: Text("Evidence attached", "已附佐证材料"),
}
WIDTHS = {REGION: 14, ITEM: 24, RULE: 36, POINTS: 7, HOW: 20, LAST: 14, OWN: 20, ANSWER: 16, REASON: 32, CLAUSE: 10,
          EVIDENCE: 20}
BY_ITEM = (REGION, ITEM, POINTS, RULE, LAST, OWN, HOW, ANSWER, REASON, CLAUSE, EVIDENCE)
BY_REGION = (REGION, ANSWER, REASON, EVIDENCE)
FILLED_IN = (ANSWER, REASON, CLAUSE)
"""The columns that are taken in again; the others are there to be read."""
LAST_SAID = Text("{points} of {of} points", "{points}分（满分{of}分）")
CHOOSE_TITLE = Text("Not an answer to this item", "不是本项可填的结果")
CHOOSE = Text("Choose one from the list of this cell.", "请从该单元格的下拉列表中选择。")
INSTRUCTIONS = "说明 Instructions"
HOW_TO = (
    Text("Fill in the white columns: answer, reason, clause. The grey ones are there to be read; changes in them are "
         "not taken in.", "请填写白色各列：填报结果、理由、依据条款。灰色各列仅供查阅，改动不予采纳。"),
    Text("A row left as it is changes nothing. A row without an answer is one that is not answered yet.",
         "未改动的行不产生任何变化；没有填报结果的行视为尚未填报。"),
    Text("An answer that was given is replaced by another, and stays on record. It cannot be emptied.",
         "已填报的结果可以改填，原结果留存备查，但不能清空。"),
    Text("Evidence is attached in Plumbline, before the answer is given.", "佐证材料请先在系统中上传，再填报结果。"),
    Text("Columns may be moved and rows sorted or deleted, but keep the headings.",
         "列可以移动，行可以排序或删除，但请保留表头。"),
    Text("The workbook is taken in as a whole, or not at all: what is wrong is told cell by cell.",
         "工作簿整体导入；如有错误则全部不导入，并逐一列明出错的单元格。"),
    Text("It is yours: another person’s account, another stage or another year refuses it.",
         "本工作簿仅限本人用于本年度本环节，其他账号、环节或年度均不能导入。"),
)
