"""Series and pairs as tables: days and counts as people write them, and what is no day and no count."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from plumbline.errors import IntakeError
from plumbline.procedures.surveillance import signal_tables


def series(tmp_path, text, *, weekly=True):
    file = tmp_path / "weeks.csv"
    file.write_text(text, encoding="utf-8")
    return signal_tables.series(file, weekly=weekly)


@pytest.mark.parametrize("written", ["2026-01-05", "2026/1/5", "2026.01.05", "2026年1月5日", "20260105",
                                     "２０２６-１-５", "2026-01-05 00:00:00", "2026-1-5 0:00", "2026-01-05T00:00:00"])
def test_a_day_in_several_forms(tmp_path, written):
    found = series(tmp_path, f"date,n\n{written},1\n2026-01-12,2\n")
    assert (found.days, found.counts.tolist()) == ([date(2026, 1, 5), date(2026, 1, 12)], [1, 2])
    assert found.said[0] == written


@pytest.mark.parametrize("written", ["05/01/2026", "1/5/2026", "5.1.26", "2026-13-01", "2026-02-30", "2026-01", "Jan 5",
                                     "", "2026-01-05 08:00", "2026-W02", "46027.5"])
def test_what_is_no_day(tmp_path, written):
    with pytest.raises(IntakeError) as caught:
        series(tmp_path, f"date,n\n{written},1\n2026-01-12,2\n")
    assert (caught.value.code, caught.value.where.en) == ("signal.not_day", f"{tmp_path / 'weeks.csv'}, row 2")


@pytest.mark.parametrize(("written", "read"), [("0", 0), ("007", 7), ("12.0", 12), ('"1,234"', 1234), ("１２", 12)])
def test_a_count_in_several_forms(tmp_path, written, read):
    assert series(tmp_path, f"week,n\n1,{written}\n").counts.tolist() == [read]


@pytest.mark.parametrize("written", ["-1", "1.5", "NaN", "nan", "inf", "NA", "", "1e3", "0x10", "1_000", "50%", "(3)",
                                     "¥3", "three", '"12,34"', "9" * 20, "十"])
def test_what_is_no_count(tmp_path, written):
    with pytest.raises(IntakeError) as caught:
        series(tmp_path, f"week,n\n1,{written}\n")
    assert caught.value.code == "signal.not_count"


def test_where_semicolons_part_values_a_comma_parts_no_thousands(tmp_path):
    with pytest.raises(IntakeError) as caught:
        series(tmp_path, "week;n\n1;1,234\n")
    assert caught.value.code == "signal.not_count"


def test_a_series_by_months_is_even(tmp_path):
    found = series(tmp_path, "日期,数量\n2026-01-31,1\n2026-02-28,2\n2026-03-31,3\n", weekly=False)
    assert len(found.days) == 3


@pytest.mark.parametrize("column", ["01,1,a", "a,b,a", "7,7,9000000000", "-5,3,-5", "1,01,1"])
def test_reports_of_one_id_are_one(tmp_path, column):
    ids = column.split(",")
    file = tmp_path / "reports.csv"
    file.write_text("编号,产品,事件\n" + "".join(f"{each},p{place % 2},e\n" for place, each in enumerate(ids)),
                    encoding="utf-8")
    found = signal_tables.pairs(file)
    same = [[one == other for other in ids] for one in ids]
    assert (found.ids[:, None] == found.ids).tolist() == same
    assert (found.codes[0].tolist(), found.first.tolist()) == ([0, 1, 0], ["p0", "p1"])
    assert found.strata is None


def test_strata_of_several_columns(tmp_path):
    file = tmp_path / "reports.csv"
    file.write_text("id,var1,var2,sex,age\n1,a,x,f,old\n2,a,x,f,young\n3,b,y,m,old\n4,b,y,f,old\n", encoding="utf-8")
    strata = signal_tables.pairs(file, ("sex", "age")).strata
    assert np.unique(strata).tolist() == [0, 1, 2]
    assert strata[0] == strata[3]
