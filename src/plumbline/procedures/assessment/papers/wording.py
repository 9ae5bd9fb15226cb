"""The words of a report, in both languages. What a scheme or a record says is not here."""

from __future__ import annotations

from plumbline.methods.shared.periods import Period
from plumbline.text import Text, written_day

LANGUAGES = ("en", "zh")
"""Those in which there are reports and letters."""

WORDS = {
    "summary": Text("Summary", "综述"),
    "result": Text("Result", "考核结果"),
    "grades": Text("How many reached which grade?", "各等级地区数量"),
    "grade": Text("Grade", "等级"),
    "means": Text("Score", "分数"),
    "regions": Text("Regions", "地区数"),
    "where_points": Text("Where did the points go?", "得分与失分"),
    "chart_key": Text("Green: earned. Sand: lost. Each bar is as long as all there was to earn.",
                      "绿色为得分，沙色为失分；条形全长为该项满分。"),
    "part": Text("Part", "部分"),
    "points": Text("Points", "得分"),
    "lost": Text("Lost", "失分"),
    "most_lost": Text("Which items lost the most?", "失分率最高的考核项"),
    "lost_share": Text("Share lost", "失分率"),
    "ranking": Text("Ranking", "排名"),
    "rank": Text("Rank", "名次"),
    "region": Text("Region", "地区"),
    "score": Text("Score", "总分"),
    "items": Text("Item by item", "逐项得分"),
    "item": Text("Item", "考核项"),
    "why": Text("Why", "评分理由"),
    "definitions": Text("Definitions of the figures", "指标定义"),
    "no_figures": Text("No item of this scheme is computed from records.", "本方案没有由记录计算的考核项。"),
    "definition": Text("definition, SHA-256", "定义SHA-256"),
    "check": Text("How to check this", "如何核验"),
}
COUNTED = {
    "where_points": Text("Where were points counted?", "扣分分布"),
    "chart_key": Text("Green: not counted. Sand: counted. Each bar is as long as all that could be counted.",
                      "绿色为未扣部分，沙色为扣分；条形全长为该项最高扣分。"),
    "points": Text("Counted, of at most", "扣分／最高扣分"),
    "lost": Text("Counted", "扣分"),
    "most_lost": Text("Which items counted the most?", "扣分率最高的考核项"),
    "lost_share": Text("Share counted", "扣分率"),
    "score": Text("Points counted", "累计扣分"),
    "items": Text("Item by item", "逐项扣分"),
    "why": Text("Why", "扣分理由"),
    "means": Text("Points counted", "累计扣分"),
}
"""What a report of demerits says in place of words of :data:`WORDS`: its points count against a region."""
CUT = Text("cut", "数据快照")
REGION_REPORT = Text("{}: result of the {} assessment", "{}{}年度考核结果")
YEAR_REPORT = Text("Assessment of {}", "{}年度考核报告")
FOOT = Text("{title} · cut {cut}", "{title} · 数据快照 {cut}")
STANDING = Text("{score} of {full} points, place {rank} of {count}",
                "得{score}分（满分{full}分），在{count}个地区中列第{rank}名")
UNRANKED = Text("{score} of {full} points, no place in the ranking", "得{score}分（满分{full}分），不参与排名")
COUNTED_STANDING = Text("{score} points counted, of at most {full}; place {rank} of {count}, the fewest being the best",
                        "累计扣{score}分（最多{full}分），在{count}个地区中列第{rank}名（扣分越少越好）")
COUNTED_UNRANKED = Text("{score} points counted, of at most {full}; no place in the ranking",
                        "累计扣{score}分（最多{full}分），不参与排名")
COUNTED_OF = Text("{share} % ({lost} of {of})", "{share}%（最高{of}分中扣{lost}分）")
COUNTED_SCORES = Text("From {low} to {high} points were counted, of at most {full}, the fewest being the best; the "
                      "median is {median}.",
                      "累计扣分最少{low}分、最多{high}分（最高{full}分，扣分越少越好），中位数{median}分。")
UNSCORED = Text("No score", "无总分")
VETO = Text("A veto set this grade, whatever the score: item {}.", "考核项{}触发一票否决，等级不由得分决定。")
NO_GRADE = Text("no grade", "未定级")
BAND = Text("{} to {}", "{}至{}分")
CLOSED = Text("It rests on what only officers of the region may see.", "本项依据的内容仅本地区工作人员可见。")
STATED = Text("Reason: {}", "理由：{}")
CLAUSE = Text("clause {}", "条款{}")
LOST_OF = Text("{share} % ({lost} of {of})", "{share}%（{of}分中失{lost}分）")
SAID = Text("{value} = {numerator} / {denominator}", "{value}＝{numerator}／{denominator}")
INTERVAL = Text("; {level} % interval {low} to {high}", "；{level}%置信区间{low}至{high}")
OF_N = Text("; n = {n}", "；样本量{n}")
OF_POPULATION = Text("; n = {n} of {population}", "；样本量{n}，总量{population}")
SUMMARY = Text("{count} regions were assessed for {period}. {scores}{withheld}",
               "本年度（{period}）共考核{count}个地区。{scores}{withheld}")
SCORES = Text("Scores run from {low} to {high} of {full}; the median is {median}.",
              "总分最低{low}分、最高{high}分（满分{full}分），中位数{median}分。")
WITHHELD = Text(" {} of them got no grade; their pages say why.", "其中{}个地区未定级，原因见各地区页。")
TOO_MANY = Text("This report holds the summary and the ranking. With more than {} regions, each has its details in a "
                "report of its own.", "本报告仅含综述与排名：地区超过{}个时，各地区明细见其单独报告。")
CORRECTED = Text("This is version {} of the result: an earlier one was corrected.", "本结果为第{}版，此前版本已更正。")
ILLUSTRATIVE = Text("This scheme is an illustration and nobody’s law.", "本方案仅为示例，不具有法律效力。")

PUBLISHED = Text("Published", "公布日期")
PERIOD = Text("Period", "考核期间")
SCHEME = Text("Scheme", "考核方案")
CITED = Text("By", "依据")
GRADED_BY = Text("Grades by", "定级依据")
SCHEME_HASH = Text("Scheme, SHA-256", "方案SHA-256")
CUT_NAME = Text("Cut of the records", "数据快照")
ROOT = Text("Root of the result", "结果根哈希")
ENTRY = Text("Entry of the journal", "日志条目")

CHECK = (
    Text("The root above is the SHA-256 of the whole result. The entry of the journal that published it seals the "
         "root, so that a result which was changed afterwards no longer fits it.",
         "上列根哈希是整份结果的SHA-256值，由公布结果的日志条目封存；事后改动的结果与其不符。"),
    Text("Every figure was computed from the records of the cut named beside it, by the definition whose SHA-256 "
         "stands with it. Whoever has the cut can compute it again with: plumb figure INDICATOR --region CODE "
         "--period PERIOD --cut CUT",
         "每个指标均按其旁所列SHA-256对应的定义，由所列数据快照中的记录计算得出。持有该快照者可用以下命令重新计算："
         "plumb figure INDICATOR --region CODE --period PERIOD --cut CUT"),
    Text("The page of each figure shows the records behind it, and a proof of each record that needs no trust in "
         "whoever serves the page.",
         "各指标页面列出其所依据的记录，并为每条记录提供无需信任服务方即可核验的证明。"),
)


def span(period: Period, language: str) -> str:
    """The days of a period in words, both ends included."""
    first, last = written_day(period.first, language), written_day(period.last, language)
    return f"{first}至{last}" if language == "zh" else f"{first} to {last}"
