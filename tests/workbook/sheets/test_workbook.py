"""The workbook: every formula, recalculated by outsiders, equals its stored value and the engine."""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import openpyxl
import pytest

import xl_dualfuel as df
from books import STAMP, by_formualizer, cells, different, random_cases, table_of, without_values
from commands import dualfuel
from support import case_from, one_in
from tests.workbook.verify.test_verify_decisions import compared, studied
from xl_dualfuel.results.columns import TABLES
from xl_dualfuel.workbook.brand import read_brand
from xl_dualfuel.workbook.picture import checked_picture
from xl_dualfuel.workbook.sheets.build import workbook_bytes


def test_formualizer_gets_every_stored_value(packages):
    """Of some kinds, LibreOffice of others; the slow run has all of both."""
    for place, name in enumerate(packages):
        if place % 4 == 1:
            assert different(by_formualizer(packages[name]), cells(packages[name])) == [], name


def test_libreoffice_gets_every_stored_value(packages, recalculated):
    as_libreoffice_has_them({name: packages[name] for name in list(packages)[::8]}, recalculated)


@pytest.mark.slow
def test_both_judges_on_every_kind(packages, recalculated):
    as_libreoffice_has_them(packages, recalculated)
    for name, package in packages.items():
        assert different(by_formualizer(package), cells(package)) == [], name


FIELD = Path(__file__).parents[2] / "cases" / "field"


def of_the_field(name: str) -> bytes:
    """The workbook of a case of cases/field on which version 0.2.0 and spreadsheets differed."""
    return workbook_bytes(df.solve(df.read_case(FIELD / f"{name}.toml")), STAMP)


@pytest.mark.parametrize("name", one_in(3, ["rich2", "lock_c", "rich1"]))
def test_formualizer_gets_every_stored_value_of_the_field(name):
    package = of_the_field(name)
    assert different(by_formualizer(package), cells(package)) == []


@pytest.mark.slow
def test_libreoffice_gets_every_stored_value_of_the_field_and_of_decisions(recalculated):
    names = {name: of_the_field(name) for name in ("lock_c", "rich1", "rich2")}
    as_libreoffice_has_them(names | {"compared": compared(), "studied": studied()}, recalculated)


def as_libreoffice_has_them(packages, recalculated):
    done = recalculated([without_values(package) for package in packages.values()])
    for (name, package), calculated in zip(packages.items(), done, strict=True):
        assert different(cells(calculated), cells(package)) == [], name


@pytest.mark.slow
def test_both_judges_on_many_random_cases(recalculated):
    share = float(os.environ.get("DUALFUEL_SLOW_SHARE", "1"))
    made = [workbook_bytes(df.solve(case_from(inputs)), STAMP) for inputs in random_cases(max(2, int(40 * share)))]
    for package, calculated in zip(made, recalculated([without_values(one) for one in made]), strict=True):
        assert different(cells(calculated), cells(package)) == []
        assert different(by_formualizer(package), cells(package)) == []


DIFFERENT = ("performance table, oil", "programme")
"""Kinds whose packages differ in structure; the others differ in values"""


def test_no_errors_from_the_open_xml_sdk(packages, branded, validator, tmp_path):
    found_sound({name: packages[name] for name in DIFFERENT} | {"branded": branded}, validator, tmp_path)


@pytest.mark.slow
def test_no_errors_from_the_open_xml_sdk_in_any(packages, validator, tmp_path):
    found_sound(packages, validator, tmp_path)


def found_sound(books, validator, tmp_path):
    for number, (name, package) in enumerate(books.items()):
        file = tmp_path / f"{number}.xlsx"
        file.write_bytes(package)
        done = subprocess.run([validator, str(file)], capture_output=True, text=True, timeout=120, check=False)
        report = json.loads(done.stdout)
        assert report["ok"], (name, report["errors"][:3])


def test_tables_have_the_columns_of_the_csv_files(packages):
    for name in ("bins", "switchover", "scenarios", "checks"):
        table = table_of(packages["example"], name.title())
        assert list(table) == [column.key for column in TABLES[name]]


def test_the_worked_example_in_numbers(packages):
    """Stored values that any viewer shows: 36 °F, $747.11 (model.md)."""
    scenarios = table_of(packages["example"], "Scenarios")
    assert scenarios["switchover"][2] == 36
    assert round(scenarios["annual_cost"][2], 2) == 747.11


def test_same_case_and_stamp_same_bytes():
    first, second = (workbook_bytes(df.solve(df.Case(fuel_price=12)), STAMP) for _ in range(2))
    assert first == second


def test_text_of_users_never_becomes_a_formula(tmp_path, monkeypatch):
    """A weather file may have any name."""
    from tests.weather.year_files import CHICAGO

    file = tmp_path / "=HYPERLINK(1).epw.gz"
    file.write_bytes(CHICAGO.read_bytes())
    monkeypatch.chdir(tmp_path)
    package = workbook_bytes(df.solve(df.Case(weather_file=file.name)), STAMP)
    book = openpyxl.load_workbook(io.BytesIO(package))
    sheet, address = next(iter(book.defined_names["in_weather_file"].destinations))
    cell = book[sheet][address.replace("$", "")]
    assert cell.value == "=HYPERLINK(1).epw.gz"
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        assert b"<f>=HYPERLINK" not in parts.read("xl/worksheets/sheet3.xml")
        assert b"HYPERLINK(1).epw.gz</f>" not in parts.read("xl/worksheets/sheet3.xml")
        assert not [name for name in parts.namelist() if "external" in name.lower() or "vba" in name.lower()]


def test_importing_the_engine_does_not_import_the_workbook():
    code = "import xl_dualfuel, sys; assert not {'openpyxl', 'workbook', 'pandas'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


class TestBrand:
    def test_no_number_changes(self, packages, branded):
        assert different(by_formualizer(branded), cells(branded)) == []
        plain, other = cells(packages["example"]), cells(branded)
        words = {place for place in plain.keys() | other.keys() if plain.get(place) != other.get(place)}
        assert {sheet for sheet, _ in words} == {"Summary"}
        assert not [place for place in words if isinstance(plain.get(place), (int, float))]

    def test_name_logo_and_colours_are_there(self, branded):
        with zipfile.ZipFile(io.BytesIO(branded)) as parts:
            media = [name for name in parts.namelist() if "media" in name]
            assert len(media) == 1
            assert parts.read(media[0]) == checked_picture(PNG).content
            assert b"2E4600" in parts.read("xl/styles.xml")
        texts = [value for (sheet, _), value in cells(branded).items() if sheet == "Summary"]
        assert "=Acme & Sons · 1 Main Street" in texts
        assert "A house" in texts

    def test_the_command_takes_it(self, tmp_path, brand_file):
        out = tmp_path / "out"
        done = dualfuel("example", "--out", out, "--brand", brand_file)
        assert done.status == 0, done.err
        assert b"xl/media/image1.png" in (out / "dualfuel_example.xlsx").read_bytes()

    def test_a_bad_one_is_refused_and_nothing_written(self, tmp_path):
        bad = tmp_path / "brand.toml"
        bad.write_text('colour = "red"\nlogo = "none.png"\n', encoding="utf-8")
        done = dualfuel("example", "--out", tmp_path / "out", "--brand", bad)
        assert done.status == 2
        assert [line.split(" = ")[0] for line in done.problems] == ["logo", "colour"]
        assert not (tmp_path / "out").exists()


def _png() -> bytes:
    """A grey picture of 2 × 1."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 2, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\x80\x80")) + chunk(
        b"IEND", b"")  # fmt: skip


PNG = _png()


@pytest.fixture(scope="session")
def brand_file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("brand")
    (folder / "logo.png").write_bytes(PNG)
    file = folder / "brand.toml"
    file.write_text(
        'name = "=Acme & Sons"\ncontact = "1 Main Street"\nsite = "A house"\nlogo = "logo.png"\ncolour = "#2E4600"\n',
        encoding="utf-8",
    )
    return file


@pytest.fixture(scope="session")
def branded(brand_file):
    return workbook_bytes(df.solve(df.Case()), STAMP, read_brand(brand_file))


def test_to_workbook_writes_it_once(tmp_path):
    file = tmp_path / "folder" / "house.xlsx"
    result = df.solve(df.Case(fuel_price=12))
    result.to_workbook(file)
    assert openpyxl.load_workbook(file).sheetnames[0] == "Summary"
    with pytest.raises(df.OutputError, match="--force"):
        result.to_workbook(file)
    result.to_workbook(file, force=True)
    with pytest.raises(df.OutputError, match=r"house\.csv: must end in \.xlsx"):
        result.to_workbook(tmp_path / "house.csv")
    assert not (tmp_path / "house.csv").exists()


def test_a_batch_of_one_shape_equals_workbooks_made_one_by_one():
    """What a skeleton was filled with before leaves no trace."""
    from xl_dualfuel.workbook.sheets import build

    batch = [workbook_bytes(df.solve(df.Case(fuel_price=price)), STAMP) for price in (11, 12, 13.5)]
    build.skeleton.cache_clear()
    assert workbook_bytes(df.solve(df.Case(fuel_price=13.5)), STAMP) == batch[-1]
    assert len(set(batch)) == 3
