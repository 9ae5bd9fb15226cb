"""What a file is refused for carries its code, and is told in Chinese as well as in English."""

from __future__ import annotations

import gzip
import io
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plumbline.errors import HeadingError, IntakeError
from plumbline.records.core import kinds
from plumbline.records.intake.reading.columns import check_shared, settle
from plumbline.records.intake.reading.reader import open_source
from plumbline.records.intake.reading.whole import read
from plumbline.records.intake.staging import staging_process
from plumbline.rulebook.mappings.mappings import Mapping, Reading

KIND = kinds.get("inspection")
NAMES = {name: name for name in ("number", "region", "inspected_on")}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def book(*rows: tuple[Any, ...], merge: str = "", hidden: bool = False) -> bytes:
    made, out = openpyxl.Workbook(), io.BytesIO()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    if hidden:
        sheet.sheet_state = "hidden"
        made.create_sheet("empty")
    made.save(out)
    return out.getvalue()


def parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


FILES: dict[str, tuple[str, bytes, Reading, str, str]] = {
    "nothing": ("a.csv", b"", Reading(), "file.empty", "{path}：文件为空。请提供有标题行的文件。"),
    "no object": ("a.jsonl", b"\n\n", Reading(), "file.empty", "{path}：文件为空。请提供每行一个JSON对象的文件。"),
    "half a gzip": ("a.csv.gz", gzip.compress(b"a,b\n1,2\n" * 99, mtime=0)[:-9], Reading(), "file.cut_short",
                    "gzip文件不完整或已损坏。解压中断："),
    "half an object": ("a.jsonl", b'{"a": 1}\n{"a"', Reading(), "file.cut_short", "{path}，第2行：文件不完整。"),
    "a PDF": ("a.csv", b"%PDF-1.7\n", Reading(), "file.not_table",
              "{path}：文件是PDF，不是表格。请提供CSV、XLSX、XLS、ODS、JSON Lines或Parquet文件。"),
    "a page": ("a.xls", b"<html><table>", Reading(), "file.web_page", "{path}：文件是网页（扩展名为XLS），不是表格。"),
    "XML of 2003": ("a.xls", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', Reading(),
                    "file.xml_spreadsheet", "{path}：文件是2003版XML电子表格（扩展名为XLS）。请用表格软件打开，"),
    "no Parquet": ("a.parquet", b"a,b\n1,2\n", Reading(), "file.not_parquet", "开头却不是Parquet格式。其开头为b'a,b"),
    "a list": ("a.json", b'[{"a": 1}]', Reading(), "file.not_json_lines", "{path}，第1行：文件是一个JSON数组"),
    "an encoding of nobody": ("a.csv", b"a,b\n", Reading(encoding="klingon"), "file.encoding_unknown",
                              "{path}：没有编码“klingon”。"),
    "another encoding": ("a.csv", "号,地区\n".encode("gb18030"), Reading(encoding="utf-8"), "file.encoding_wrong",
                         "{path}：文本不是所指明的UTF-8编码。字节0xba不符合该编码。"),
    "a long line": ("a.csv", b"a,b\n" + b"x" * (2 << 20), Reading(), "file.line_too_long",
                    "{path}：文本第2行超过1,048,576字节。"),
    "an open mark": ("a.csv", b'a,b\n1,"2\n3,4\n5,6\n', Reading(), "file.quote_open", "a.csv，第2行：引号没有闭合。"),
    "two of a name": ("a.csv", b"a,a\n1,2\n", Reading(), "file.column_twice", "{path}，第1行：列“a”重复出现。"),
    "no columns": ("a.parquet", parquet(pa.table({})), Reading(), "file.no_columns", "{path}：文件没有列。"),
    "merged headings": ("a.xlsx", book(("a", "b"), (1, 2), merge="A1:B1"), Reading(), "workbook.merged_heading",
                        "{path}，第1行：单元格A1:B1已合并。第1行应在各列单元格内写明列名。"),
    "a formula": ("a.xlsx", book(("a", "=Names!B1"), (1, 2)), Reading(), "workbook.formula_heading",
                  "{path}，第1行：B1中的公式没有计算结果。"),
    "a hidden sheet": ("a.xlsx", book(("a", "b"), (1, 2), hidden=True), Reading(), "workbook.hidden",
                       "{path}：有内容的工作表均已隐藏。"),
    "an empty book": ("a.xlsx", book(), Reading(), "workbook.empty", "{path}：第一个工作表为空。请在第1行写上列标题。"),
    "no such sheet": ("a.xlsx", book(("a", "b")), Reading(sheets=("2013",)), "workbook.no_sheet",
                      "{path}：没有工作表“2013”。其工作表有：Sheet。"),
    "half a book": ("a.xlsx", book(("a", "b"))[:99], Reading(), "workbook.unreadable", "{path}：无法读取该工作簿。"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file(tmp_path: Path, name: str) -> None:
    file, content, reading, code, said = FILES[name]
    path = tmp_path / file
    path.write_bytes(content)
    with pytest.raises(IntakeError) as caught:
        list(open_source(path, tmp_path / "work", reading=reading).batches())
    assert caught.value.code == code
    assert said.format(path=path) in caught.value.say("zh-hans")
    assert not CHINESE.search(str(caught.value))


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(IntakeError) as caught:
        open_source(tmp_path / "a.csv", tmp_path)
    assert (caught.value.code, caught.value.what.zh) == ("disk.file_missing", "没有该文件")


def test_a_column_of_lists(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(parquet(pa.table({"a": [[1]]})))
    with pytest.raises(IntakeError) as caught:
        list(open_source(path, tmp_path).batches())
    assert caught.value.code == "file.column_nested"
    assert caught.value.say("zh").startswith("a.parquet，列名：列“a”的类型为list<")


def test_a_sheet_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plumbline.records.intake.reading.whole.MOST_CELLS", 3)
    path = tmp_path / "a.xlsx"
    path.write_bytes(book(("a", "b"), (1, 2)))
    with pytest.raises(IntakeError) as caught:
        read(path)
    assert caught.value.code == "workbook.too_many_cells"
    assert caught.value.say("zh").startswith(f"{path}，工作表“Sheet”：工作表的单元格过多，无法整体读取。共2行、2列。")


HEADINGS: dict[str, tuple[list[str], Mapping | None, str]] = {
    "file.column_unknown": (
        [*NAMES, "addres"], None,
        "a.csv，第1行：无法识别列“addres”。字段有：number、region、inspected_on、"),
    "file.column_unnamed": ([*NAMES, ""], None, "a.csv，第1行：第4列没有名称。各列按名称导入。"),
    "file.field_missing": (["number", "region"], None,
                           "没有列提供字段“inspected_on”（检查日期）。该类记录必须有此字段。"),
    "file.column_missing": (list(NAMES), Mapping("m", "inspection", columns={"No.": "number"}),
                            "缺少列“No.”。映射“m”从该列取得检查编号。"),
    "file.mapping_other_kind": (list(NAMES), Mapping("m", "finding"), "映射“m”用于finding，不用于inspection。"),
    "file.mapping_no_field": (list(NAMES), Mapping("m", "inspection", columns=NAMES, defaults={"purpos": "canvass"}),
                              "映射文件为“purpos”设有默认值，而inspection没有该字段。字段有：number、"),
    "file.mapping_twice": (list(NAMES), Mapping("m", "inspection", columns=NAMES | {"No.": "number"}),
                           "映射文件把“number”和“No.”两列都对应到“number”。"),
    "file.mapping_no_list": (list(NAMES), Mapping("m", "inspection", columns=NAMES, values={"number": {"1": "2"}}),
                             "映射文件为“number”列出取值，而该字段没有可选值。"),
    "file.mapping_no_value": (list(NAMES), Mapping("m", "inspection", columns=NAMES,
                                                   values={"result": {"OK": "passed"}}),
                              "映射文件把“OK”读作“passed”，而result没有该可选值。可选：pass、conditional、fail。"),
    "file.mapping_days": (list(NAMES), Mapping("m", "inspection", columns=NAMES, dates="%Q"),
                          "映射文件中的日期格式“%Q”无法识别。"),
}


@pytest.mark.parametrize("code", HEADINGS)
def test_the_headings_or_the_mapping(code: str) -> None:
    headers, mapping, said = HEADINGS[code]
    with pytest.raises(IntakeError) as caught:
        settle(KIND, headers, mapping, "a.csv")
    assert caught.value.code == code
    assert said in caught.value.say("zh")


def test_the_field_that_was_meant() -> None:
    with pytest.raises(HeadingError) as caught:
        settle(KIND, [*NAMES, "addres"], None, "a.csv")
    assert caught.value.next_step.zh == "是否应为“address”？请更改列名，或在映射文件中写明其对应字段，或列入ignore"


def test_a_field_of_no_kind() -> None:
    mapping = Mapping("m", "", several=(Mapping("m", "inspection"),), defaults={"purpos": "canvass"})
    with pytest.raises(IntakeError) as caught:
        check_shared([KIND], mapping, "a.csv")
    assert caught.value.code == "file.mapping_no_field"
    assert caught.value.say("zh") == ("a.csv：映射文件提到“purpos”，而其各记录类型都没有该字段。"
                                      "其记录类型有：inspection。")


def test_what_another_process_refused_keeps_its_code_and_both_languages() -> None:
    with pytest.raises(HeadingError) as caught:
        settle(KIND, [*NAMES, "addres"], None, "a.csv")
    told = staging_process._error(json.loads(json.dumps(caught.value.as_dict())))
    assert isinstance(told, HeadingError)
    assert (told.code, str(told), told.say("zh")) == (caught.value.code, str(caught.value), caught.value.say("zh"))
