"""What a list, a kind or the store refuses carries its code, and is told in Chinese as well as in English."""

from __future__ import annotations

from pathlib import Path

import pytest

from plumbline.errors import HomeError, PlumblineError, RecordError, StoreError
from plumbline.home import Home
from plumbline.records.core import kinds
from plumbline.records.evidence import file_store
from plumbline.records.export.table import Column, Table
from plumbline.records.export.writing import written
from plumbline.records.intake.staging.single import Faults, check
from plumbline.records.query.conditions import condition
from plumbline.records.stores import snapshots
from plumbline.records.stores.databases import PASSED_ON, read
from plumbline.records.stores.postgresql import refusals

INSPECTION = kinds.get("inspection").by_name
CERTIFICATE = kinds.get("certificate").by_name
AT = "postgresql://office@127.0.0.1/quality"


@pytest.mark.parametrize(("spec", "text", "code", "said"), [
    (INSPECTION["result"], "ge:pass", "list.no_comparison",
     "result：“ge”不适用于选项字段。可选：eq、ne、in、empty。"),
    (INSPECTION["critical_count"], "many", "list.value_unfit",
     "critical_count：“many”不适用于整数字段。请写不超过18位的整数，例如12。"),
    (INSPECTION["result"], "fial", "list.value_unknown", "result：“fial”不在可选值内。是否应为fail？"),
    (CERTIFICATE["standard"], "known:maybe", "list.not_yes_or_no",
     "standard：“known:maybe”没有说明是或否。请写known:yes或known:no。"),
])
def test_a_condition(spec: object, text: str, code: str, said: str) -> None:
    with pytest.raises(RecordError) as caught:
        condition(spec, text)  # type: ignore[arg-type]
    assert (caught.value.code, caught.value.say("zh-hans")) == (code, said)


def test_a_kind() -> None:
    with pytest.raises(RecordError) as caught:
        kinds.get("inspektion")
    assert caught.value.code == "kind.unknown"
    assert caught.value.say("zh").startswith("没有记录类型“inspektion”。可选：acceptance、")


def test_a_format() -> None:
    table = Table("things", (Column("a"),), lambda: iter(()), lambda most: 0)
    with pytest.raises(RecordError) as caught:
        written(table, "pdf")
    assert (caught.value.code, caught.value.say("zh")) == (
        "export.no_format", "没有格式“pdf”。可选：csv、xlsx、parquet。")


def test_a_field_that_is_none() -> None:
    with pytest.raises(RecordError) as caught:
        check(kinds.get("served_unit"), {"cod": "1"})
    assert (caught.value.code, caught.value.say("zh")) == (
        "record.no_field", "served_unit没有字段“cod”。字段有：code、name、type、region。")


def test_a_record_with_faults_has_the_code_of_the_first(db: None) -> None:
    with pytest.raises(Faults) as caught:
        check(kinds.get("region"), {"code": "1", "name_zh": "市", "level": "city", "valid_from": "yesterday"})
    assert (caught.value.code, caught.value.say("zh")) == (
        "row.not_date", "region.valid_from：生效日期不是有效日期。按2013-01-31的格式写一个存在的日期。")
    assert [fault[3] for fault in caught.value.faults] == ["not_date"]


@pytest.mark.parametrize(("text", "why"), [
    (7, "它不是文本"), ("mysql://h/n", "它不以postgresql://开头"), ("postgresql://h", "主机之后没有数据库名"),
    ("postgresql://h/n?color=red", f"问号之后的“color”不在可用项之内：{'、'.join(PASSED_ON)}"),
])
def test_an_address(text: object, why: str) -> None:
    with pytest.raises(StoreError) as caught:
        read(text, "database")
    assert (caught.value.code, caught.value.why.zh) == ("store.not_address", why)
    assert caught.value.what.zh == "这不是数据库地址"


class _Error(Exception):
    """What the driver raises, as far as it is looked at."""

    def __init__(self, words: str, sqlstate: str | None = None) -> None:
        super().__init__(words)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(("error", "code", "said"), [
    (_Error("gone", "57P01"), "store.connection_lost", "与数据库的连接已中断。系统提示“gone”。请待服务器恢复后重试；"),
    (_Error("full", "53100"), "store.disk_full", "数据库所在磁盘已满。系统提示“full”。请在服务器上腾出空间后重试。"),
    (_Error("no", "42501"), "store.not_owner",
     "数据库用户无权进行此操作。系统提示“no”。请让该用户成为数据库的所有者："),
    (_Error("FATAL: sorry, too many clients already"), "store.server_busy", "数据库服务器已无余力承担更多工作。"),
    (_Error('database "quality" does not exist'), "store.no_database", "服务器上没有该数据库或用户。"),
    (_Error("connection failed: 拒绝连接"), "store.unreached",
     "无法连接数据库。系统提示“connection failed: 拒绝连接”。"),
])
def test_a_server(error: _Error, code: str, said: str) -> None:
    told = refusals.told(error, AT)
    assert told is not None
    assert told.code == code
    assert told.say("zh").startswith(f"{AT}：{said}")
    assert told.as_dict()["type"] == "StoreError"


def test_a_store_that_is_none(tmp_path: Path) -> None:
    file = tmp_path / "records.sqlite3"
    file.write_bytes(b"no database")
    with pytest.raises(HomeError) as caught:
        snapshots.held(file)
    assert (caught.value.code, caught.value.what.zh) == ("store.not_ours", "这不是Plumbline的数据库")


def test_a_digest_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(PlumblineError) as caught:
        file_store.place_of(Home(tmp_path), "abc")
    assert (caught.value.code, caught.value.what.zh) == ("evidence_file.not_sha256", "这不是SHA-256")
