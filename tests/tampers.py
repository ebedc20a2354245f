"""The tamper corpus: what somebody may do to an honest workbook, each with the id of the finding that must tell it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from functools import lru_cache
from html import escape
from typing import NamedTuple

import books
from xl_dualfuel.workbook.names import name_of
from xl_dualfuel.workbook.reader import Opened, open_package
from xl_dualfuel.workbook.reader.addresses import letters
from xl_dualfuel.workbook.rules.locations import place_of, table_of

Parts = dict[str, bytes]
BOOK, LINKS, TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
PREFIX = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Tamper(NamedTuple):
    """What is done, which findings must be among those above info, and which others may be."""

    name: str
    change: Callable[[Parts], None]
    ids: frozenset[str]
    also: frozenset[str] = frozenset()


def parts_of(package: bytes) -> Parts:
    """The parts of a package in their order."""
    return dict(books.parts_of(package))


@lru_cache(maxsize=8)
def _opened(parts: tuple[tuple[str, bytes], ...]) -> Opened:
    return open_package(packed(dict(parts)))


def packed(parts: Parts) -> bytes:
    """A package with the times of an honest one, so that nothing but the change tells."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return made.getvalue()


def tampered(package: bytes, tamper: Tamper) -> bytes:
    """The workbook after the tampering."""
    parts = parts_of(package)
    before = dict(parts)
    tamper.change(parts)
    assert parts != before, tamper.name
    return packed(parts)


def _replaced(parts: Parts, part: str, pattern: str, new: str | Callable[[re.Match[str]], str]) -> None:
    made, count = re.subn(pattern, new, parts[part].decode(), count=1, flags=re.DOTALL)
    assert count == 1, (part, pattern)
    parts[part] = made.encode()


def _sheet(parts: Parts, title: str) -> str:
    """The part of a sheet."""
    titles = re.findall(r'<sheet [^>]*?name="([^"]*)"', parts[BOOK].decode())
    return f"xl/worksheets/sheet{titles.index(title) + 1}.xml"


def _at(parts: Parts, name: str) -> tuple[str, str]:
    """Sheet and cell of a name by its key."""
    place = place_of(_opened(tuple(parts.items())), name)
    assert place is not None
    return place[0], f"{letters(place[1].left)}{place[1].top}"


def _in(parts: Parts, title: str, key: str, offset: int = 0) -> str:
    """A cell of a table by its column."""
    place = table_of(_opened(tuple(parts.items())), title)
    assert place is not None
    return f"{letters(place.columns[key])}{place.first + offset}"


def _cell(parts: Parts, title: str, address: str, inside: str, kind: str = "") -> None:
    """Replace what a cell holds; it keeps its style."""
    pattern = rf'<c r="{address}"( s="[0-9]+")?[^>]*?(?:/>|>.*?</c>)'
    made = f">{inside}</c>" if inside else "/>"
    _replaced(parts, _sheet(parts, title), pattern,
              lambda found: f'<c r="{address}"{found[1] or ""}{kind}{made}')  # fmt: skip


def set_input(parts: Parts, key: str, value: str) -> None:
    """Type a number into an input."""
    title, address = _at(parts, key)
    _cell(parts, title, address, f"<v>{value}</v>")


def set_text(parts: Parts, name: str, text: str) -> None:
    """Type text into a named cell."""
    title, address = _at(parts, name)
    _cell(parts, title, address, f"<is><t>{escape(text)}</t></is>", ' t="inlineStr"')


def _stored(parts: Parts, title: str, address: str, value: str) -> None:
    pattern = rf'(<c r="{address}"[^>]*><f>[^<]*</f><v>)[^<]*(</v>)'
    _replaced(parts, _sheet(parts, title), pattern, rf"\g<1>{value}\g<2>")


def _formula(parts: Parts, title: str, address: str, make: Callable[[str], str]) -> None:
    pattern = rf'(<c r="{address}"[^>]*><f>)([^<]*)(</f>)'

    def change(found: re.Match[str]) -> str:
        made = make(found[2])
        assert made != found[2], address
        return found[1] + made + found[3]

    _replaced(parts, _sheet(parts, title), pattern, change)


def result_overwritten(parts: Parts) -> None:
    _cell(parts, "Scenarios", _in(parts, "Scenarios", "annual_cost", 2), "<v>100</v>")


def bin_overwritten(parts: Parts) -> None:
    _cell(parts, "Bins", _in(parts, "Bins", "furnace_cost", 7), "<v>1</v>")


def formula_constant(parts: Parts) -> None:
    title, address = _at(parts, "recommended_annual_cost")
    _formula(parts, title, address, lambda old: f"({old})*0.9")


def formula_in_one_row(parts: Parts) -> None:
    _formula(parts, "Bins", _in(parts, "Bins", "load_btuh", 5), lambda old: old.replace("out_", "0.95*out_", 1))


def formula_of_another_row(parts: Parts) -> None:
    other: list[str] = []
    address = _in(parts, "Bins", "hours", 5)
    above = address[:-2] + str(int(address[-2:]) - 1)
    _formula(parts, "Bins", above, lambda old: other.append(old) or f"{old} ")
    _formula(parts, "Bins", address, lambda _: other[0])


def stored_result(parts: Parts) -> None:
    _stored(parts, "Scenarios", _in(parts, "Scenarios", "annual_cost", 2), "1.5")


def stored_switchover(parts: Parts) -> None:
    _stored(parts, "Cover", "B10", "10")


def stored_helper(parts: Parts) -> None:
    title, address = _at(parts, "climate_problems")
    _stored(parts, title, address, "3")


def stored_check(parts: Parts) -> None:
    _stored(parts, "Checks", _in(parts, "Checks", "left", 1), "0.123")


def row_hidden(parts: Parts) -> None:
    _replaced(parts, _sheet(parts, "Scenarios"), r'<row r="11"', '<row r="11" hidden="1"')


def column_hidden(parts: Parts) -> None:
    _replaced(parts, _sheet(parts, "Inputs"), r'<col width="([^"]*)" customWidth="1" min="4" max="4"',
              r'<col width="\1" customWidth="1" hidden="1" min="4" max="4"')  # fmt: skip


def row_flat(parts: Parts) -> None:
    _replaced(parts, _sheet(parts, "Scenarios"), r'<row r="11"', '<row r="11" ht="0.5" customHeight="1"')


def sheet_very_hidden(parts: Parts) -> None:
    _replaced(parts, BOOK, r'(name="Checks"[^>]*?)state="visible"', r'\1state="veryHidden"')


def name_repointed(parts: Parts) -> None:
    _replaced(parts, BOOK, r'(<definedName name="out_recommended_annual_cost"[^>]*>)[^<]*', r"\g<1>Inputs!$D$9")


def name_removed(parts: Parts) -> None:
    _replaced(parts, BOOK, r'<definedName name="in_cop_47"[^>]*>[^<]*</definedName>', "")


def name_local(parts: Parts) -> None:
    _replaced(parts, BOOK, r"<definedNames>",
              '<definedNames><definedName name="in_cop_47" localSheetId="3">Inputs!$D$9</definedName>')  # fmt: skip


def external_link(parts: Parts) -> None:
    parts["xl/externalLinks/externalLink1.xml"] = (
        b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    )
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{PREFIX}/externalLinkPath" Target="file:///other.xlsx" TargetMode="External"/></Relationships>'
    ).encode()
    _replaced(parts, LINKS, "</Relationships>", f'<Relationship Id="rId99" Type="{PREFIX}/externalLink" '
              'Target="externalLinks/externalLink1.xml"/></Relationships>')  # fmt: skip
    _replaced(parts, TYPES, "</Types>", '<Override PartName="/xl/externalLinks/externalLink1.xml" ContentType="'
              'application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"/></Types>')  # fmt: skip


def formula_to_another_book(parts: Parts) -> None:
    title, address = _at(parts, "recommended_annual_cost")
    _formula(parts, title, address, lambda _: "[1]Sheet1!A1")


def macro(parts: Parts) -> None:
    parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0" + bytes(100)
    _replaced(parts, LINKS, "</Relationships>", '<Relationship Id="rId98" Type="http://schemas.microsoft.com/office/'
              '2006/relationships/vbaProject" Target="vbaProject.bin"/></Relationships>')  # fmt: skip
    _replaced(parts, TYPES, "<Override", '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
              "<Override")  # fmt: skip
    _replaced(parts, TYPES, r"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main\+xml",
              "application/vnd.ms-excel.sheet.macroEnabled.main+xml")  # fmt: skip


def connection(parts: Parts) -> None:
    parts["xl/connections.xml"] = b'<connections xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    _replaced(parts, TYPES, "</Types>", '<Override PartName="/xl/connections.xml" ContentType="application/vnd.'
              'openxmlformats-officedocument.spreadsheetml.connections+xml"/></Types>')  # fmt: skip


def embedded_object(parts: Parts) -> None:
    parts["xl/embeddings/oleObject1.bin"] = b"\xd0\xcf\x11\xe0" + bytes(100)


def edited_without_calculating(parts: Parts) -> None:
    set_input(parts, "cop_47", "4.5")


def edited_after_signing(parts: Parts) -> None:
    set_text(parts, "signed", "A. Smith, 2026-02-01")
    set_input(parts, "electricity_price", "0.05")


def edited_with_the_snapshot(parts: Parts) -> None:
    """The input and what Log keeps of it, so that nothing seems edited; the hash is not thought of."""
    set_input(parts, "cop_47", "4.5")
    log = _sheet(parts, "Log")
    row = re.search(r'<c r="D([0-9]+)"[^>]*><is><t[^>]*>cop_47<', parts[log].decode())
    assert row is not None
    _cell(parts, "Log", f"B{row[1]}", "<v>4.5</v>")


def hash_changed(parts: Parts) -> None:
    set_text(parts, "inputs_sha256", "0" * 64)


def sheet_renamed(parts: Parts) -> None:
    _replaced(parts, BOOK, r'name="Bins"', 'name="Bins2"')


def version_changed(parts: Parts) -> None:
    set_text(parts, "version", "xl_dualfuel 0.0.1")


def text_for_a_number(parts: Parts) -> None:
    set_text(parts, "electricity_price", "0.14")


def input_missing(parts: Parts) -> None:
    title, address = _at(parts, "cop_17")
    _cell(parts, title, address, "")


def input_out_of_range(parts: Parts) -> None:
    set_input(parts, "furnace_efficiency", "950")


def label_changed(parts: Parts) -> None:
    _replaced(parts, _sheet(parts, "Inputs"), ">[$]/kWh<", ">cent/kWh<")


def constant_changed(parts: Parts) -> None:
    title, address = _at(parts, "c_btu_per_kwh")
    _cell(parts, title, address, "<v>3000</v>")


def engines_number_changed(parts: Parts) -> None:
    address = _in(parts, "Checks", "right", 60)
    _cell(parts, "Checks", address, "<v>7</v>")


def formula_that_calls_a_program(parts: Parts) -> None:
    _cell(parts, "Log", "D9", "<f>cmd|'/c calc'!A1</f><v>0</v>")


def _of(change: Callable[[Parts], None], *ids: str, also: tuple[str, ...] = ()) -> Tamper:
    return Tamper(change.__name__, change, frozenset(ids), frozenset(also))


TAMPERS = [
    _of(result_overwritten, "formula-replaced"),
    _of(bin_overwritten, "formula-replaced"),
    _of(formula_constant, "formula-changed"),
    _of(formula_in_one_row, "formula-changed"),
    _of(formula_of_another_row, "formula-shifted"),
    _of(stored_result, "result"),
    _of(stored_switchover, "result"),
    _of(stored_helper, "value"),
    _of(stored_check, "value"),
    _of(row_hidden, "hidden-rows"),
    _of(column_hidden, "hidden-rows"),
    _of(row_flat, "hidden-rows"),
    _of(sheet_very_hidden, "hidden-sheet"),
    _of(name_repointed, "name-moved"),
    _of(name_removed, "name-missing"),
    _of(name_local, "name-twice", also=("name-moved",)),
    _of(external_link, "external-link"),
    _of(formula_to_another_book, "formula-changed", "formula-outside"),
    _of(macro, "macro"),
    _of(connection, "connection"),
    _of(embedded_object, "embedded"),
    _of(edited_without_calculating, "stale", "inputs-edited"),
    _of(edited_after_signing, "stale", "signoff"),
    _of(edited_with_the_snapshot, "hash", "result", also=("value", "constant", "label")),
    _of(hash_changed, "hash"),
    _of(sheet_renamed, "formula-changed", also=("name-moved",)),
    _of(version_changed, "version"),
    _of(text_for_a_number, "input-text", also=("inputs-edited", "stale")),
    _of(input_missing, "input-missing", also=("inputs-edited",)),
    _of(input_out_of_range, "input-range", also=("inputs-edited",)),
    _of(label_changed, "label"),
    _of(constant_changed, "constant"),
    _of(engines_number_changed, "constant"),
    _of(formula_that_calls_a_program, "formula-outside"),
]


# ------------------------------------------------------------- of the sheets Sensitivity, Options and Money


def _line(parts: Parts, title: str, label: str) -> int:
    """The row of a label in column A."""
    cells = _opened(tuple(parts.items())).by_title[title].cells
    return min(int(at[1:]) for at, cell in cells.items() if re.fullmatch("A[0-9]+", at) and cell.value == label)


def _number(parts: Parts, title: str, address: str) -> float:
    value = _opened(tuple(parts.items())).by_title[title].cells[address].value
    assert isinstance(value, float), address
    return value


def tornado_value(parts: Parts) -> None:
    title, address = _at(parts, "tornado_low_saving")
    _cell(parts, title, address, f"<v>{_number(parts, title, address) + 40}</v>")


def tornado_range(parts: Parts) -> None:
    title, address = _at(parts, "tornado_input")
    _cell(parts, title, "C" + address[1:], "<v>0.5</v>")


def tornado_label(parts: Parts) -> None:
    title, address = _at(parts, "tornado_input")
    _cell(parts, title, address, "<is><t>Weather</t></is>", ' t="inlineStr"')


def tornado_note(parts: Parts) -> None:
    title, address = _at(parts, "tornado_input")
    _cell(parts, title, "L" + address[1:], "<is><t>as given</t></is>", ' t="inlineStr"')


def tornado_all_as_given(parts: Parts) -> None:
    """Every note as if a study had given the ranges, and an answer that does not follow from them."""
    title, address = _at(parts, "tornado_input")
    for row in range(int(address[1:]), _line(parts, title, "What the charts draw")):
        if re.search(rf'<c r="L{row}"[^>]*>', parts[_sheet(parts, title)].decode()):
            _cell(parts, title, f"L{row}", "<is><t>as given</t></is>", ' t="inlineStr"')
    tornado_value(parts)


def chart_order(parts: Parts) -> None:
    row = _line(parts, "Sensitivity", "What the charts draw") + 2
    _cell(parts, "Sensitivity", f"D{row}", "<v>3</v>")


def risk_value(parts: Parts) -> None:
    row = _line(parts, "Sensitivity", "Fuel price +50 %")
    _cell(parts, "Sensitivity", f"I{row}", "<v>12</v>")


def risk_label(parts: Parts) -> None:
    row = _line(parts, "Sensitivity", "Fuel price +50 %")
    _cell(parts, "Sensitivity", f"A{row}", "<is><t>Fuel price +5 %</t></is>", ' t="inlineStr"')


def risk_of_the_case(parts: Parts) -> None:
    row = _line(parts, "Sensitivity", "As the case is")
    _cell(parts, "Sensitivity", f"C{row}", "<v>12</v>")


def setting_to_program(parts: Parts) -> None:
    set_input(parts, "band_setting", "20")


def reason_to_program(parts: Parts) -> None:
    title, address = _at(parts, "band_differential")
    _cell(parts, title, f"A{int(address[1:]) + 1}", "<is><t>Setting 20 °F: try it.</t></is>", ' t="inlineStr"')


def band_overwritten(parts: Parts) -> None:
    set_input(parts, "band_low", "10")


def band_formula(parts: Parts) -> None:
    _formula(parts, *_at(parts, "band_limit"), lambda old: f"{old}+5")


def edge_formula(parts: Parts) -> None:
    row = _line(parts, "Sensitivity", "Every switchover") + 8
    _formula(parts, "Sensitivity", f"E{row}", lambda old: f"0.9*({old})")


def band_stored(parts: Parts) -> None:
    _stored(parts, *_at(parts, "band_high"), "71.5")


def knee_stored(parts: Parts) -> None:
    _stored(parts, *_at(parts, "knee_cost"), "1")


def matrix_stored(parts: Parts) -> None:
    row = _line(parts, "Sensitivity", "Electricity: share, $/kWh, and fuel $/MMBtu") + 3
    _stored(parts, "Sensitivity", f"F{row}", "11")


def edge_stored(parts: Parts) -> None:
    row = _line(parts, "Sensitivity", "Every switchover") + 9
    _stored(parts, "Sensitivity", f"C{row}", "1.25")


def allowance_without_calculating(parts: Parts) -> None:
    set_input(parts, "band_share", "0.2")


def carbon_without_calculating(parts: Parts) -> None:
    set_input(parts, "carbon_price", "400")


def matrix_without_calculating(parts: Parts) -> None:
    row = _line(parts, "Sensitivity", "Share of the case's fuel price")
    _cell(parts, "Sensitivity", f"D{row}", "<v>2</v>")


def holds_stored(parts: Parts) -> None:
    row = _line(parts, "Sensitivity", "What moves the setting")
    _stored(parts, "Sensitivity", f"K{row}", "as you like it")


def decision_label(parts: Parts) -> None:
    title, address = _at(parts, "band_low")
    _cell(parts, title, f"A{address[1:]}", "<is><t>Band, up to</t></is>", ' t="inlineStr"')


def decision_row_hidden(parts: Parts) -> None:
    row = _line(parts, "Sensitivity", "Fuel price +50 %")
    _replaced(parts, _sheet(parts, "Sensitivity"), rf'<row r="{row}"', f'<row r="{row}" hidden="1"')


def decision_sheet_hidden(parts: Parts) -> None:
    _replaced(parts, BOOK, r'(name="Sensitivity"[^>]*?)state="visible"', r'\1state="hidden"')


def decision_sheet_renamed(parts: Parts) -> None:
    _replaced(parts, BOOK, r'name="Sensitivity"', 'name="Notes"')


def decision_names_removed(parts: Parts) -> None:
    """Those that tell how large the tables are."""
    for name in ("tornado_input", "carbon_price"):
        _replaced(parts, BOOK, rf'<definedName name="{name_of(name)}"[^>]*>[^<]*</definedName>', "")


def contents_shortened(parts: Parts) -> None:
    _replaced(parts, _sheet(parts, "Cover"), ">Sensitivity<", "><")


def base_overwritten(parts: Parts) -> None:
    row = _line(parts, "Options", "Furnace hours")
    _cell(parts, "Options", f"C{row}", "<v>1</v>")


def option_stored(parts: Parts) -> None:
    _stored(parts, *_at(parts, "option_cost"), "5")


def option_without_calculating(parts: Parts) -> None:
    row = _line(parts, "Options", "Fuel")
    _cell(parts, "Options", f"E{row}", "<v>1</v>")


def option_formula(parts: Parts) -> None:
    _formula(parts, "Options", f"E{_line(parts, 'Options', 'Saving against the baseline')}", lambda old: f"{old}+100")


def option_overwritten(parts: Parts) -> None:
    _cell(parts, "Options", f"E{_line(parts, 'Options', 'Season cost')}", "<v>100</v>")


def worth_stored(parts: Parts) -> None:
    _stored(parts, *_at(parts, "money_npv"), "9999")


def rate_stored(parts: Parts) -> None:
    title, address = _at(parts, "money_irr")
    _stored(parts, title, address, str(_number(parts, title, address) + 0.001))


def flow_stored(parts: Parts) -> None:
    title, address = _at(parts, "money_years")
    _stored(parts, title, f"F{int(address[1:]) + 4}", "7")


def term_without_calculating(parts: Parts) -> None:
    set_input(parts, "money_premium", "100")


def worth_overwritten(parts: Parts) -> None:
    set_input(parts, "money_npv", "9999")


def worth_formula(parts: Parts) -> None:
    _formula(parts, *_at(parts, "money_npv"), lambda old: f"{old}+1000")


def least_term(parts: Parts) -> None:
    title, address = _at(parts, "money_least")
    _cell(parts, title, address, "<v>-5</v>")


def money_row_hidden(parts: Parts) -> None:
    row = _line(parts, "Money", "Outlay")
    _replaced(parts, _sheet(parts, "Money"), rf'<row r="{row}"', f'<row r="{row}" hidden="1"')


SENSITIVITY = [
    _of(tornado_value, "constant", also=("value",)),
    _of(tornado_range, "constant"),
    _of(tornado_label, "label", also=("value",)),
    _of(tornado_note, "label"),
    _of(tornado_all_as_given, "constant", also=("value",)),
    _of(chart_order, "constant", "value"),
    _of(risk_value, "constant"),
    _of(risk_label, "label", also=("value",)),
    _of(risk_of_the_case, "constant", also=("value",)),
    _of(setting_to_program, "constant"),
    _of(reason_to_program, "label"),
    _of(band_overwritten, "formula-replaced"),
    _of(band_formula, "formula-changed"),
    _of(edge_formula, "formula-changed"),
    _of(band_stored, "value"),
    _of(knee_stored, "value"),
    _of(matrix_stored, "value"),
    _of(edge_stored, "value"),
    _of(allowance_without_calculating, "value"),
    _of(carbon_without_calculating, "value"),
    _of(matrix_without_calculating, "value"),
    _of(holds_stored, "value"),
    _of(decision_label, "label"),
    _of(decision_row_hidden, "hidden-rows"),
    _of(decision_sheet_hidden, "hidden-sheet"),
    _of(decision_sheet_renamed, "name-moved", also=("formula-changed", "name-missing", "shown-otherwise")),
    _of(decision_names_removed, "name-missing"),
    _of(contents_shortened, "label"),
    _of(edited_without_calculating, "stale", "inputs-edited"),
]
"""Of a workbook with the sheet Sensitivity by the defaults"""

OPTIONS = [
    _of(base_overwritten, "constant"),
    _of(option_stored, "value"),
    _of(option_without_calculating, "value"),
    _of(option_formula, "formula-changed"),
    _of(option_overwritten, "formula-replaced"),
    _of(worth_stored, "value"),
    _of(rate_stored, "value"),
    _of(flow_stored, "value"),
    _of(term_without_calculating, "value"),
    _of(worth_overwritten, "formula-replaced"),
    _of(worth_formula, "formula-changed"),
    _of(least_term, "constant"),
    _of(money_row_hidden, "hidden-rows"),
    _of(edited_without_calculating, "stale", "inputs-edited"),
]
"""Of a workbook with the sheets Options and Money"""
