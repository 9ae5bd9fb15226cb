"""The sentences of the letters of an assessment year, in both languages. The Chinese is that of official documents."""

from __future__ import annotations

from plumbline.text import Text

RESULT, ORDER, ANSWER = "result", "order", "answer"
KINDS = (RESULT, ORDER, ANSWER)

YOU = {
    "province": Text("your province", "你省（区、市）"), "city": Text("your city", "你市"),
    "county": Text("your county", "你县（市、区）"), "township": Text("your township", "你乡（镇）"),
    "department": Text("your department", "你单位"),
}
YOU_PLACE = Text("your region", "你地区")
GOVERNMENT = Text("The people’s government of {}", "{}人民政府")
GOVERNED = ("province", "city", "county", "township")
"""Levels whose regions are addressed as governments."""

TITLES = {
    RESULT: Text("Result of the {year} assessment", "{authority}关于{year}年度考核结果的通知"),
    ORDER: Text("Order to rectify after the {year} assessment", "{authority}关于{year}年度考核发现问题限期整改的通知"),
    ANSWER: Text("Answer to an objection to the result of {year}", "{authority}关于{year}年度考核结果异议的答复"),
}
NUMBER = Text("No.       of {year}", "〔{year}〕　　号")
SALUTATION = Text("{},", "{}：")

RESULT_OPENING = Text(
    "By {cited} and the scheme “{scheme}”, {you} was assessed for the year {year} ({period}): its own evaluation, the "
    "scores of departments and experts, evaluation and approval. The result is as follows.",
    "根据{cited}和《{scheme}》，经自查自评、部门评分、专家评分、综合评价和审定，现将{you}{year}年度（{period}）考核结果通知如下：")
HEAD_RESULT = Text("1. Result", "一、考核结果")
HEAD_LOST = Text("2. Where points were lost", "二、失分情况")
HEAD_OBJECT = Text("3. Objection", "三、异议提出")
SCORE = Text("{You} scored {score} of {full} points and holds place {rank} of {count}.",
             "{you}总分为{score}分（满分{full}分），在{count}个地区中列第{rank}名。")
SCORE_UNRANKED = Text("{You} scored {score} of {full} points.", "{you}总分为{score}分（满分{full}分）。")
GRADE = Text(" Its grade is {grade} ({word}).", "考核等级为{grade}级（{word}）。")
WITHHELD = Text(" No grade is given: {}", "未予定级，原因：{}")
VETO = Text(" A veto set the grade: item {}.", "因考核项{}触发一票否决，等级直接确定。")
LOST = Text("In {count} of {all} items points were lost, {points} in all. Each stands with its reason and clause in "
            "the attachment.", "{all}个考核项中有{count}项失分，共失{points}分。各项失分理由和依据条款见附件。")
NOTHING_LOST = Text("No points were lost.", "各考核项均未失分。")
HEAD_COUNTED = Text("2. Where points were counted", "二、扣分情况")
SCORE_COUNTED = Text("{You} was counted {score} points, of at most {full}, and holds place {rank} of {count}: the "
                     "fewest points are the best.",
                     "{you}累计扣{score}分（最多{full}分），在{count}个地区中列第{rank}名（扣分越少越好）。")
SCORE_COUNTED_UNRANKED = Text("{You} was counted {score} points, of at most {full}: the fewest are the best.",
                              "{you}累计扣{score}分（最多{full}分，扣分越少越好）。")
COUNTED = Text("In {count} of {all} items points were counted, {points} in all. Each stands with its reason and clause "
               "in the attachment.", "{all}个考核项中有{count}项被扣分，共扣{points}分。各项扣分理由和依据条款见附件。")
NOTHING_COUNTED = Text("No points were counted.", "各考核项均未扣分。")
OBJECT_BY = Text("Whoever finds the result wrong may object to it by {day}, within {days} days of publication: under "
                 "the account of whoever acts for {you}, with the item, the reason and evidence. ",
                 "对考核结果有异议的，请于{day}前（自公布之日起{days}日内），由{you}经办人员以本人账号提出，写明考核项和理由，并附佐证材料。")
OBJECT_WITHIN = Text("Whoever finds the result wrong may object to it within {days} days of publication: under the "
                     "account of whoever acts for {you}, with the item, the reason and evidence. ",
                     "对考核结果有异议的，请自公布之日起{days}日内，由{you}经办人员以本人账号提出，写明考核项和理由，并附佐证材料。")
ANSWERED_BY = Text("It is answered by {day}.", "我单位将于{day}前予以答复。")
ANSWERED_WITHIN = Text("It is answered within {days} days of publication.", "我单位将自公布之日起{days}日内予以答复。")
ANNEX = Text("Points lost in {year}, item by item", "{year}年度考核失分明细")
ANNEX_HEADS = (Text("Item", "考核项"), Text("Of", "分值"), Text("Got", "得分"), Text("Lost", "失分"),
               Text("Reason", "评分理由"), Text("Clause", "依据条款"))
ANNEX_COUNTED = Text("Points counted in {year}, item by item", "{year}年度考核扣分明细")
ANNEX_COUNTED_HEADS = (Text("Item", "考核项"), Text("At most", "最高扣分"), Text("Counted", "扣分"),
                       Text("Reason", "扣分理由"), Text("Clause", "依据条款"))
ENCLOSED = Text("Attachment: {}", "附件：{}")
ATTACHMENT = Text("Attachment", "附件")

ORDER_OPENING = Text("The {year} assessment found what is to be rectified in {you}:",
                     "在{year}年度考核中，发现{you}存在需要整改的问题，现责令限期整改：")
ORDER_BY = Text("Rectify it by {day}, and report by then what was done, with evidence.",
                "请于{day}前完成整改，并将整改情况书面报告我单位，同时提交佐证材料。")
ORDER_WITHIN = Text("Rectify it without delay, and report what was done, with evidence.",
                    "请立即整改，并将整改情况书面报告我单位，同时提交佐证材料。")

OBJECTED = Text("On {day}, {you} objected to the result of {year}{item}: “{said}”",
                "{you}于{day}对{year}年度考核结果{item}提出异议：“{said}”。")
OF_ITEM = Text(", item {}", "（考核项{}）")
EXAMINED = Text("It was examined, and is answered as follows.", "经研究，现答复如下：")
UPHELD = Text("The objection is upheld. Reason: {}", "异议成立。理由：{}")
DISMISSED = Text("The objection is dismissed. Reason: {}", "异议不成立，维持原考核结果。理由：{}")
CORRECT = Text("The right answer to item {item} is: {value}.", "考核项{item}更正为：{value}。")
PUBLISHED_ANEW = Text("The corrected result was published on {day}: {score} of {full} points{grade}. The earlier "
                      "version stays on record.",
                      "更正后的考核结果已于{day}公布：总分{score}分（满分{full}分）{grade}。原结果留存备查。")
PUBLISHED_ANEW_COUNTED = Text(
    "The corrected result was published on {day}: {score} points counted, of at most {full}{grade}. The earlier "
    "version stays on record.",
    "更正后的考核结果已于{day}公布：累计扣{score}分（最多{full}分）{grade}。原结果留存备查。")
ANEW_GRADE = Text(", grade {}", "，等级{}级")
TO_BE_PUBLISHED = Text("The result is being evaluated and approved anew, and will be published as a new version.",
                       "更正后的考核结果经重新评价、审定后另行公布。")
"""Of an upheld objection whose correction is not published yet."""
