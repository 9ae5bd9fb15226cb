"""The rulebook of the city of two wards: one public figure, one over internal fields, a scheme with a determination."""

INDICATORS = """
[pass_rate]
title = { en = "Local pass rate", zh = "本地合格率" }
meaning = { en = "Inspections not failed.", zh = "检查合格的比例。" }
unit = "%"
better = "higher"
source = { text = "test", ours = true }
of = "inspection"
numerator = "COUNT(*) FILTER (WHERE result <> 'fail')"
denominator = "COUNT(*)"
words = { numerator = { en = "passed", zh = "合格" }, denominator = { en = "inspections", zh = "检查" } }
strata = "risk_class"
interval = "wilson"

[group_share]
title = { en = "Share of one group", zh = "某组占比" }
meaning = { en = "Inspections of one group.", zh = "某检查组的检查占比。" }
unit = "%"
better = "neither"
source = { text = "test", ours = true }
of = "inspection"
numerator = "COUNT(*) FILTER (WHERE inspector_group IS NOT NULL)"
denominator = "COUNT(*)"
words = { numerator = { en = "of the group", zh = "该组" }, denominator = { en = "inspections", zh = "检查" } }
strata = "inspector_group"
interval = "wilson"
"""

SCHEME = """
id = "local"
title = { en = "Local scheme", zh = "本地方案" }
meaning = { en = "For tests.", zh = "测试用。" }
source = { text = "test", ours = true }
valid_from = 2012-01-01
year = "calendar"
level = "ward"
full = 100
rounding = { places = 1, mode = "half up" }
minimum = { indicator = "local.pass_rate", n = 1, of = { en = "inspections", zh = "次检查" } }

[grades]
rounding = { places = 0, mode = "half up" }
band = [
    { grade = "A", from = 90, to = 100, title = { en = "excellent", zh = "优秀" } },
    { grade = "B", from = 80, to = 89, title = { en = "good", zh = "良好" } },
    { grade = "C", from = 60, to = 79, title = { en = "fair", zh = "一般" } },
    { grade = "D", from = 0, to = 59, title = { en = "poor", zh = "较差" } },
]

[[block]]
id = "1"
title = { en = "Figures", zh = "数据" }
points = 80

[[block.item]]
id = "1.1"
title = { en = "Target", zh = "目标" }
points = 80
figure = "local.pass_rate"
rule = { per_point = { against = 90, deduct = 1 } }
no_data = "withheld"
owner = "inspection"
clause = "1.1"

[[block]]
id = "2"
title = { en = "Determined", zh = "认定" }
points = 20

[[block.item]]
id = "2.1"
title = { en = "Plan", zh = "规划" }
meaning = { en = "Which plan.", zh = "何种规划。" }
points = 20
determination = "plan"
rule = { levels = [{ value = "whole", points = 20 }, { value = "part", points = 7.5 }, { value = "none", points = 0 }] }
no_data = "full"
owner = "planning"
clause = "2.1"
"""
