"""CSV as batches of text: each row keeps the number a spreadsheet shows for it, whatever stands before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from plumbline.errors import IntakeError
from plumbline.records.intake.reading import commas
from plumbline.records.intake.reading.reader import open_source
from plumbline.records.intake.reading.reasons import AND
from plumbline.records.intake.reading.source import Source


def opened(tmp_path: Path, content: str | bytes, name: str = "a.csv") -> Source:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_source(path, tmp_path / "work")


def rows_of(source: Source) -> dict[int, tuple[str, ...]]:
    """Every row that is not empty, by its number. Empty ones are left to the checks."""
    found: dict[int, tuple[str, ...]] = {}
    for numbers, batch, share in source.batches():
        assert 0 <= share <= 1
        for number, values in zip(numbers, zip(*(column.to_pylist() for column in batch.columns), strict=True),
                                  strict=True):
            found[number] = values
    return {number: values for number, values in found.items() if any(values)}


def refused(tmp_path: Path, content: str | bytes) -> str:
    with pytest.raises(IntakeError) as caught:
        rows_of(opened(tmp_path, content))
    return str(caught.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_ends_of_lines(tmp_path: Path, delimiter: str, end: str) -> None:
    text = end.join(delimiter.join(row) for row in (("a", "b"), ("1", "x y"), ("2", "")))
    assert rows_of(opened(tmp_path, text)) == rows_of(opened(tmp_path, text + end)) == {2: ("1", "x y"), 3: ("2", "")}


def test_one_column(tmp_path: Path) -> None:
    assert rows_of(opened(tmp_path, "a\n1\n2\n")) == {2: ("1",), 3: ("2",)}


def test_quotation_marks(tmp_path: Path) -> None:
    source = opened(tmp_path, 'a,"b, c"\n"x ""y""","line 1\nline 2"\nplain " mark,2\n')
    assert source.headers == ["a", "b, c"]
    assert rows_of(source) == {2: ('x "y"', "line 1\nline 2"), 3: ('plain " mark', "2")}


def test_a_header_over_two_lines(tmp_path: Path) -> None:
    source = opened(tmp_path, 'a,"b\nc"\n1,2\n')
    assert source.headers == ["a", "b\nc"]
    assert rows_of(source) == {2: ("1", "2")}


def test_a_mark_before_the_header(tmp_path: Path) -> None:
    source = opened(tmp_path, b"\xef\xbb\xbf\"a\",b\n1,2\n")
    assert source.headers == ["a", "b"]
    assert rows_of(source) == {2: ("1", "2")}


def test_rows_that_are_too_short_or_too_long(tmp_path: Path) -> None:
    source = opened(tmp_path, 'a,b,c\n1,2,3\n4,5\n6,7,8\n9,10,11,"12, 13"\n14,15,16\n')
    assert rows_of(source) == {2: ("1", "2", "3"), 4: ("6", "7", "8"), 6: ("14", "15", "16")}
    assert [(one.row, one.values, one.reason) for one in source.take_malformed()] == [
        (3, ["4", "5"], f"2{AND}3"),
        (5, ["9", "10", "11", "12, 13"], f"4{AND}3"),
    ]
    assert source.take_malformed() == []


def test_a_malformed_first_and_last_row(tmp_path: Path) -> None:
    source = opened(tmp_path, "a,b\n1\n2,3\n4")
    assert rows_of(source) == {3: ("2", "3")}
    assert [one.row for one in source.take_malformed()] == [2, 4]


def test_nothing_but_malformed_rows(tmp_path: Path) -> None:
    source = opened(tmp_path, "a,b\n1\n2\n")
    assert rows_of(source) == {}
    assert [one.row for one in source.take_malformed()] == [2, 3]


def test_empty_lines_count_as_rows_but_are_not_malformed(tmp_path: Path) -> None:
    source = opened(tmp_path, "a,b\n\n1,2\n\n\n3,4\n5\n6,7\n\n")
    assert rows_of(source) == {3: ("1", "2"), 6: ("3", "4"), 8: ("6", "7")}
    assert [one.row for one in source.take_malformed()] == [7]


def test_row_numbers_over_many_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commas, "BLOCK_BYTES", 300)
    lines = ["a,b"]
    for row in range(2, 1_000):
        lines.append("" if row % 97 == 0 else f"{row}" if row % 13 == 0 else f'{row},"a\nb"')
    source = opened(tmp_path, "\n".join(lines))
    found = rows_of(source)
    assert found == {row: (str(row), "a\nb") for row in range(2, 1_000) if row % 97 and row % 13}
    assert [(one.row, one.values) for one in source.take_malformed()] == [
        (row, [str(row)]) for row in range(2, 1_000) if row % 13 == 0 and row % 97]


def test_a_long_malformed_row_is_kept_whole(tmp_path: Path) -> None:
    source = opened(tmp_path, "a,b\n" + "x" * 5_000 + "\n")
    rows_of(source)
    assert source.take_malformed()[0].values == ["x" * 5_000]


def test_a_malformed_row_of_a_file_with_semicolons(tmp_path: Path) -> None:
    source = opened(tmp_path, 'a;b\n1;2;"3;4"\n')
    rows_of(source)
    assert source.take_malformed()[0].values == ["1", "2", "3;4"]


def test_a_quotation_mark_that_is_never_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    message = ("{}: a quotation mark is never closed. All that follows it would be taken for one value. "
               "Close or remove the mark; nothing of the file was taken in.")
    assert refused(tmp_path, 'a,b\n1,2\n3,"4\n5,6\n7,8\n') == message.format("a.csv, row 3")
    monkeypatch.setattr(commas, "BLOCK_BYTES", 40)
    assert refused(tmp_path, 'a,b\n1,2\n3,"4' + "\n5,6" * 100) == message.format("a.csv, row 3")
    monkeypatch.undo()
    assert rows_of(opened(tmp_path, 'a,b\n1,"2\n3"\n\n')) == {2: ("1", "2\n3")}


@pytest.mark.parametrize("content", [b"", b"\n", b"  \n1,2\n", b"\xef\xbb\xbf", b"\r\n\r\n"])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path, content) == f"{tmp_path / 'a.csv'}: the file is empty. Give a file with a header row."


@pytest.mark.parametrize("content", ["a,b", "a,b\n", "a,b\r\n\r\n"])
def test_a_header_alone(tmp_path: Path, content: str) -> None:
    assert rows_of(opened(tmp_path, content)) == {}


def test_a_header_that_names_a_column_twice(tmp_path: Path) -> None:
    assert refused(tmp_path, "a,b, a\n1,2,3\n") == (
        f"{tmp_path / 'a.csv'}, row 1: the column 'a' occurs twice. Give each column its own name."
    )


def test_columns_without_names_are_no_double(tmp_path: Path) -> None:
    assert opened(tmp_path, "a,,\n1,2,3\n").headers == ["a", "", ""]


def test_a_header_wider_than_the_reader_takes(tmp_path: Path) -> None:
    assert refused(tmp_path, "a," + "x" * 200_000 + "\n1,2\n") == (
        f"{tmp_path / 'a.csv'}, row 1: the header cannot be read. field larger than field limit (131072). "
        "Look at the first line of the file."
    )


@pytest.mark.parametrize("content", [b"\x88PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20,
                                     b"\x7fELF\x02\x01\x01" + bytes(range(255, -1, -1)) * 20])
def test_binary_junk(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path, content).startswith(f"{tmp_path / 'a.csv'}: the text is neither UTF-8 nor GB18030. ")


def test_a_file_can_be_read_again(tmp_path: Path) -> None:
    source = opened(tmp_path, 'a,b\n1,2\n3\n\n4,"5\n6"\n7,8\n')
    rows_of(source)
    assert rows_of(source) == {2: ("1", "2"), 5: ("4", "5\n6"), 6: ("7", "8")}
    assert [one.row for one in source.take_malformed()] == [3]


def test_malformed_rows_are_given_in_order_and_up_to_a_row(tmp_path: Path) -> None:
    source = opened(tmp_path, "a,b\n1\n2,3\n4\n5\n")
    rows_of(source)
    assert [one.row for one in source.take_malformed(until=4)] == [2, 4]
    assert [one.row for one in source.take_malformed(until=4)] == []
    assert [one.row for one in source.take_malformed()] == [5]


def test_a_damaged_old_workbook(tmp_path: Path) -> None:
    assert refused(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)) == (
        f"{tmp_path / 'a.csv'}: the workbook cannot be read. Expected \"little-endian\" marker, found b'\\x00\\x00'. "
        "Open it in a spreadsheet and save it as XLSX again."
    )


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(IntakeError) as caught:
            open_source(path, tmp_path / "work")
        assert str(caught.value) == f"{path}: there is no such file. Check the name and try again."
