"""Slips of beginners in TOML: each line with the one it should be, and each remedy followed to a right answer."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import xl_dualfuel as df
from xl_dualfuel.decisions.option_files import read_options
from xl_dualfuel.errors import InputError
from xl_dualfuel.files.reading import Wanted
from xl_dualfuel.files.toml_slips import mended
from xl_dualfuel.files.toml_tables import toml_of
from xl_dualfuel.inputs.case_files import read_case, read_inputs

FILE = Wanted("case", "must be TOML", "Give one house.")

# A line as a beginner writes it, and as TOML has it.
LINES = {
    "fuel = propane": 'fuel = "propane"',
    "fuel = natural gas  # from the street": 'fuel = "natural gas"',
    "design_load = 42,000": "design_load = 42000",
    "design_load = 1,234,567": "design_load = 1234567",
    "design_load = 42 000": "design_load = 42000",
    "design_load = 42\u202f000": "design_load = 42000",  # as French has it
    "design_load = 42’000": "design_load = 42000",
    "design_load = 42.000,5": "design_load = 42000.5",
    "cop_47 = 3,4": "cop_47 = 3.4",
    "price = 0,130": "price = 0.130",
    "afue = .95": "afue = 0.95",
    "afue = 95.": "afue = 95",
    "afue = 95%": 'afue = "95%"',
    "month = 07": "month = 7",
    "price = $0.14": "price = 0.14",
    "price = 14 ¢/kWh": 'price = "14 ¢/kWh"',
    "design_load = 42 kBtu/h": 'design_load = "42 kBtu/h"',
    "design_temperature = -5 °C": 'design_temperature = "-5 °C"',
    "design_temperature = −5": "design_temperature = -5",
    "weekend = yes": "weekend = true",
    "weekend = False": "weekend = false",
    "fuel = “propane”": 'fuel = "propane"',
    "fuel = ‘propane’": "fuel = 'propane'",
    'fuel = "propane': 'fuel = "propane"',
    'fuel = propane"': 'fuel = "propane"',
    "fuel = \"propane'": 'fuel = "propane"',
    "cop_47: 3.4": "cop_47 = 3.4",
    "cop_47 := 3.4": "cop_47 = 3.4",
    "cop_47 == 3.4": "cop_47 = 3.4",
    "cop_47 3.4": "cop_47 = 3.4",
    "cop_47 = 3.4,": "cop_47 = 3.4",
    'fuel = "propane";': 'fuel = "propane"',
    "design load = 42000": "design_load = 42000",
    "fuel_price =": "# fuel_price =",
    "fuel_price = n/a": "# fuel_price =",
    "// a remark": "# // a remark",
    "design_load = 42000 // Manual J": "design_load = 42000",
    "the house of Smith": "# the house of Smith",
    "[options.furnace": "[options.furnace]",
    "[options.cold climate]": '[options."cold climate"]',
    r'weather_file = "C:\Users\me\place.epw"': r"weather_file = 'C:\Users\me\place.epw'",
    r'weather_file = "C:\temp\new.epw"': r"weather_file = 'C:\temp\new.epw'",  # TOML: a tab and a new line
    r'weather_file = "weather\new.epw"': r"weather_file = 'weather\new.epw'",
    r'weather_file = "\\server\share\new.epw"': r"weather_file = '\\server\share\new.epw'",
    r"weather_file = C:\weather\new.epw": r"weather_file = 'C:\weather\new.epw'",
    "site = http://example.org": 'site = "http://example.org"',
}


@pytest.mark.parametrize(("line", "right"), LINES.items(), ids=LINES)
def test_a_line_and_what_it_should_be(line: str, right: str) -> None:
    text, (slip,) = mended(f"[house]\n{line}\n")
    assert text == f"[house]\n{right}\n"
    tomllib.loads(text)
    assert slip.line == 2
    assert right in slip.remedy
    with pytest.raises(InputError) as refused:
        toml_of(f"[house]\n{line}\n", "house.toml", FILE)
    assert "line 2 of house.toml" in str(refused.value)
    assert right in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        'note = "two lines:\\n one"\n',
        "rows = [\n [47, 3.4], # at 47 °F\n [17, 2.2],\n]\n",
        'words = """\nfuel = propane\n"""\nfuel = "propane"\n',
        "path = 'C:\\temp\\new.epw'\n",
        'path = "C:\\\\temp\\\\new.epw"\n',
        'day = 2024-01-01\nlong = 1_000\nfrom = inf # "x"\n',
        "[[rules]]\nid = 1\n[[rules]]\nid = 2\n",
    ],
)
def test_what_is_right_stays(text: str) -> None:
    assert mended(text) == (text, [])
    assert toml_of(text, "any.toml", FILE) == tomllib.loads(text)


def test_a_number_with_one_comma_has_both_readings() -> None:
    _, (slip,) = mended("season_hours = 1,200\n")
    assert slip.remedy == "Write season_hours = 1200 (or 1.200 if the comma is the decimal mark)"


def test_yes_and_no_are_flags_or_words(tmp_path: Path) -> None:
    """Both remedies are right somewhere: true in a tariff, "no" of defrost."""
    _, (slip,) = mended("defrost = no\n")
    assert slip.remedy == 'Write defrost = false (or "no" where a word is wanted)'
    (tmp_path / "house.toml").write_text('defrost = "no"\n', encoding="utf-8")
    assert read_case(tmp_path / "house.toml").inputs["defrost"] == "none"


def test_a_name_or_heading_twice() -> None:
    text, slips = mended("cop_47 = 3\ncop_47 = 4\n[options.a]\ncop_47 = 3\n[options.a]\ncop_47 = 5\n")
    assert [(slip.line, slip.problem) for slip in slips] == [
        (2, "gives cop_47 twice, first in line 1"), (5, "is given twice, first in line 3"),
    ]  # fmt: skip
    assert tomllib.loads(text) == {"cop_47": 3, "options": {"a": {"cop_47": 3}, "a_2": {"cop_47": 5}}}


HOUSE = """\
design load: 42,000
design_temperature = 5 °F
cop_47 = 3,4
fuel = Propane
fuel_price = $2.10
fuel_price_unit = “$/gal”
furnace_efficiency = 95%
electricity_price = .14
"""
# The same by itself.
PLAIN = {
    "design_load": 42000, "design_temperature": 5, "cop_47": 3.4, "fuel": "propane", "fuel_price": 2.1,
    "fuel_price_unit": "$/gal", "furnace_efficiency": 0.95, "electricity_price": 0.14,
}  # fmt: skip


def test_all_slips_of_a_file_at_once_and_their_remedies_lead_to_the_answer(tmp_path: Path) -> None:
    house = tmp_path / "house.toml"
    house.write_text(HOUSE, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_inputs(house)
    assert len(refused.value.issues) == len(HOUSE.splitlines())
    # The remedies, followed to the letter.
    lines = [issue.remedy.removeprefix("Write ").partition(" (or ")[0] for issue in refused.value.issues]
    house.write_text("\n".join(lines), encoding="utf-8")
    assert df.solve(read_case(house)).recommended == df.solve(df.Case(**PLAIN)).recommended


def test_a_windows_path_leads_to_the_file(tmp_path: Path) -> None:
    """The remedy of field/reading/win.toml; elsewhere than on Windows a path below the folder is found as well."""
    house = tmp_path / "house.toml"
    house.write_text('design_load = 42000\nweather_file = "weather\\new.epw"\n', encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_inputs(house)
    (issue,) = refused.value.issues
    assert str(issue).startswith(r'weather_file = "weather\new.epw": must have single quotation marks')
    (tmp_path / "weather").mkdir()
    (tmp_path / "weather" / "new.epw").write_bytes(b"")
    house.write_text(issue.remedy.removeprefix("Write "), encoding="utf-8")
    assert Path(str(read_inputs(house)["weather_file"])).exists()


def test_what_is_beyond_repair_is_named_beside_the_rest() -> None:
    with pytest.raises(InputError) as refused:
        toml_of("fuel = propane\nrows = [[1, 2,], 3 4]\n", "house.toml", FILE)
    first, second = refused.value.issues
    assert first.remedy == 'Write fuel = "propane"'
    assert "line 2" in str(second)


def test_nothing_is_shown_of_a_file_that_another_names() -> None:
    with pytest.raises(InputError) as refused:
        toml_of("secret = of someone\n", "rules.toml", FILE._replace(named=True))
    assert "someone" not in str(refused.value)
    assert "line 1 must have quotation marks" in str(refused.value)


def refused_at_length(times: int) -> None:
    for text in ("a=\n" * 2 * times, "[" * times, '"' * times, "x = [\n" * (times // 2), "a b\n" * times):
        with pytest.raises(InputError):
            toml_of(text, "house.toml", FILE)


def test_hostile_texts_are_refused() -> None:
    refused_at_length(1_000)


@pytest.mark.slow
def test_large_hostile_texts_are_refused() -> None:
    """A reader that takes time with the square of the length would be busy for hours."""
    refused_at_length(100_000)


OPTIONS = '[{}]\nscenario = "furnace_only"\n[{}]\ncop_47 = 3.9\n'


@pytest.mark.parametrize(
    ("headings", "right"),
    [
        (("option.furnace", "option.cold"), "Write [options.furnace], [options.cold]"),
        (("Options.furnace", "Options.cold"), "Write [options.furnace], [options.cold]"),
        (("furnace", "options.cold"), "Write [options.furnace]"),
    ],
)
def test_headings_of_options(tmp_path: Path, headings: tuple[str, str], right: str) -> None:
    file = tmp_path / "options.toml"
    file.write_text(OPTIONS.format(*headings), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_options(file)
    assert [issue.remedy for issue in refused.value.issues] == [right]
    file.write_text(OPTIONS.format("options.furnace", "options.cold"), encoding="utf-8")
    assert [option.name for option in read_options(file).options] == ["furnace", "cold"]


def test_a_line_of_dots_in_a_remark_is_nothing(tmp_path: Path) -> None:
    """field/reading/opt_dots.toml."""
    file = tmp_path / "options.toml"
    file.write_text(f'# {"." * 101}\n[options.furnace]\nscenario = "furnace_only"\n', encoding="utf-8")
    assert [option.scenario for option in read_options(file).options] == ["furnace_only"]
