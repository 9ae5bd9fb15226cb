"""The columns of quality work in words."""

from __future__ import annotations

from plumbline.text import Text

TITLES = {
    "assessment": Text("quality-work assessment", "质量工作考核"), "surveillance": Text("surveillance", "监督抽查"),
    "standards": Text("standards", "标准化"), "conformity": Text("conformity", "认证认可与计量"),
    "traceability": Text("traceability", "追溯"), "programmes": Text("programmes", "奖励与项目"),
}
EVERY = Text("every column", "全部业务")
SHARED = Text("across columns", "综合")


def title(column: str) -> Text:
    """What a column is called; ``*`` is every one, ``ground`` what belongs to none or to several."""
    return {**TITLES, "*": EVERY, "ground": SHARED}.get(column, Text(column, column))
