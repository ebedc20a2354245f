"""Delimited text: one opinion of separators, comments, blanks and decimal commas, whoever reads it."""

from __future__ import annotations

import csv
import io

import pytest

from xl_dualfuel.files.delimited import Manner, manner_of, read_delimited, with_point
from xl_dualfuel.files.values import is_blank, number_in


def table(text: str, comments: bool = True) -> tuple[Manner, list[list[str]]]:
    manner, names, rows = read_delimited(io.StringIO(text, newline=""), comments)
    return manner, [names, *rows]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("head", ["", "# a, b; c\n\n", "\n\n"])
def test_separators_ends_comments_and_blank_lines(separator, end, head):
    rows = [["name", "cop_47"], ["a, b; c", "3"], ["d", "4"]]
    made = io.StringIO()
    writer = csv.writer(made, delimiter=separator, lineterminator=end)
    writer.writerows([rows[0], rows[1]])
    made.write(f"{end}# between{end}{separator}{end}")
    writer.writerow(rows[2])
    assert table(head + made.getvalue()) == (Manner(separator), rows)


def test_a_separator_line():
    assert table("sep=;\na;b,c\n1;2\n") == (Manner(";"), [["a", "b,c"], ["1", "2"]])
    assert table('"sep=|"\r\na|b\r\n1|2') == (Manner("|"), [["a", "b"], ["1", "2"]])


def test_a_row_that_begins_with_a_number_sign_may_be_a_home():
    text = "# remark\nhouse,cop_47\n#Smith,3\n"
    assert table(text)[1] == [["house", "cop_47"]]
    assert table(text, comments=False)[1] == [["house", "cop_47"], ["#Smith", "3"]]


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n"])
def test_nothing(text):
    assert table(text)[1] == [[]]


def test_long_tables_are_not_held_in_memory():
    def lines():
        yield "a;b\n"
        while True:
            yield "1;2\n"

    manner, names, rows = read_delimited(lines())
    assert (manner, names, next(rows)) == (Manner(";"), ["a", "b"], ["1", "2"])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("3,4;x\n", True),
        ("0,130;x\n", True),
        ('"-12,5";x\n', True),
        ("4,200;x\n", False),  # 4.2 or 4200
        ("3,4;2.5\n", False),
        ("3,4;1,200,000\n", False),
        ("1.234,5;x\n", False),
        ("3,4 kW;x\n", False),
        ("[[20,100]];x\n", False),
        ("01.02.2024;3,4\n", True),
    ],
)
def test_decimal_commas_are_those_that_the_text_shows(text, shown):
    assert manner_of("a;b", text).decimal_comma is shown
    assert manner_of("a\tb", text.replace(";", "\t")).decimal_comma is shown
    assert not manner_of("a,b", text).decimal_comma


def test_numbers_as_a_manner_has_them():
    comma = Manner(";", True)
    assert number_in(comma.number("3,4")) == 3.4
    assert number_in(comma.number("3")) == 3.0
    assert number_in(comma.number("3.600")) is None  # 3600 perhaps
    assert number_in(comma.number("1,2,3")) is None
    assert Manner(";").number("3,4") == "3,4"


def test_what_a_number_with_commas_may_mean():
    meant = {"3,9": "3.9", "1,200": "1.200 or 1200", "1,200,000": "1200000", "0,130": "0.130", "3.9": "", "a,b": ""}
    assert {cell: with_point(cell) for cell in meant} == meant


@pytest.mark.parametrize("text", ["1_0", "３.4", "three", "", "0x1f", "9" * 1000])
def test_what_only_python_takes_for_a_number_is_none(text):
    assert number_in(text) is None


def test_blank_words():
    given = "NA", "N/A", "n/a", "NaN", "Null", "null", "n.a.", "Not given", "UNKNOWN", "?", "tbd", " - ", "–"
    for word in (None, "", "  ", *given):
        assert is_blank(word), word
    for word in ("none", "0", 0, 0.0, False, "None", "n/k", "n", "-5"):
        assert not is_blank(word), word
