"""The rules of the workbook page: honest workbooks keep them all, and a small change breaks the one it should."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pytest

from books import edited, recalculated_by_formualizer
from tests.workbook.reader.test_reader import MAIN, packed, parts_of, with_rows, worked_example
from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.workbook.book.layout import FIRST_ROW, HEADER_ROW
from xl_dualfuel.workbook.names import name_of
from xl_dualfuel.workbook.reader import Opened, open_package
from xl_dualfuel.workbook.reader.addresses import letters, split
from xl_dualfuel.workbook.rules import MOST_FINDINGS, RULES, broken_rules, circular
from xl_dualfuel.workbook.rules.locations import SHEETS, input_rows, place_of, table_of

Parts = dict[str, bytes]
Change = Callable[[Parts], None]
BOOK = "xl/workbook.xml"
LINKS = "xl/_rels/workbook.xml.rels"
TYPES = "[Content_Types].xml"
STYLES = "xl/styles.xml"
CHART = "xl/charts/chart1.xml"


@cache
def example() -> Opened:
    return open_package(worked_example())


def part_of(title: str) -> str:
    return example().by_title[title].part


def found(change: Change) -> list:
    """What the worked example breaks after a change of its parts."""
    parts = parts_of(worked_example())
    before = dict(parts)
    change(parts)
    assert parts != before
    return broken_rules(packed(parts))


def swap(part: str, old: str | bytes, new: str | bytes, count: int = 1) -> Change:
    """Replace text in a part; old is a pattern if it is bytes."""

    def change(parts: Parts) -> None:
        content = parts[part]
        if isinstance(old, bytes):
            made, times = re.subn(old, new, content, count=count, flags=re.DOTALL)
        else:
            made, times = content.replace(old.encode(), str(new).encode(), count), content.count(old.encode())
        assert times, f"{old!r} is not in {part}"
        parts[part] = made

    return change


def cell(title: str, address: str, inside: str, attributes: str = "") -> Change:
    """Replace what a cell holds; it keeps its style."""
    pattern = rf'<c r="{address}"( s="[0-9]+")?[^>]*?(?:/>|>.*?</c>)'.encode()
    return swap(part_of(title), pattern, rf'<c r="{address}"\1{attributes}>{inside}</c>'.encode())


def formula(title: str, address: str, make: Callable[[str], str]) -> Change:
    """Change the formula of a cell; the stored value stays."""
    old = example().by_title[title].cells[address].formula
    assert old is not None
    return _formula(title, address, make(old))


def _formula(title: str, address: str, text: str) -> Change:
    written = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\\", "\\\\")
    pattern = rf'(<c r="{address}"[^>]*><f)[^>]*>.*?</f>'.encode()
    return swap(part_of(title), pattern, rf"\1>{written}</f>".encode())


def column(title: str, key: str, make: Callable[[str, int], str]) -> Change:
    """Change the formula of every row of a column alike."""
    place = table_of(example(), title)
    assert place is not None
    letter = letters(place.columns[key])

    def change(parts: Parts) -> None:
        for row in range(place.first, place.last + 1):
            formula(title, f"{letter}{row}", lambda old, row=row: make(old, row))(parts)

    return change


def add(**more: str) -> Change:
    """Add parts whose names are given with _ for /."""

    def change(parts: Parts) -> None:
        for name, content in more.items():
            *folders, end = name.split("__")
            parts["/".join(folders) + "." + end] = content.encode()

    return change


def named(key: str) -> tuple[str, str]:
    """Sheet and cell of a defined name."""
    place = place_of(example(), key)
    assert place is not None
    return place[0], f"{letters(place[1].left)}{place[1].top}"


def value_cell(key: str) -> str:
    """The cell of an input."""
    return f"D{input_rows(example())[key]}"


def at(title: str, key: str, offset: int = 0) -> str:
    """A cell of a table by its column."""
    place = table_of(example(), title)
    assert place is not None
    return f"{letters(place.columns[key])}{place.first + offset}"


def last_of(title: str, key: str) -> str:
    place = table_of(example(), title)
    assert place is not None
    return f"{letters(place.columns[key])}{place.last}"


def stored(title: str, address: str, value: str, kind: str = "") -> Change:
    """Change the stored value of a formula."""
    attribute = f' t="{kind}"' if kind else ""
    pattern = rf'<c r="{address}"( s="[0-9]+")?[^>]*>(<f>.*?</f>)<v>.*?</v></c>'.encode()
    return swap(part_of(title), pattern, rf'<c r="{address}"\1{attribute}>\2<v>{value}</v></c>'.encode())


def restyled(title: str, address: str, index: int | None) -> Change:
    """Give a cell another style; None: none at all."""
    style = "" if index is None else f' s="{index}"'
    return swap(part_of(title), rf'<c r="{address}" s="[0-9]+"'.encode(), f'<c r="{address}"{style}'.encode())


def style_of(title: str, address: str) -> int:
    return example().by_title[title].cells[address].style


def defined(name: str, text: str, attributes: str = "") -> Change:
    """Define another name."""
    made = f'<definedName name="{name}"{attributes}>{text}</definedName></definedNames>'
    return swap(BOOK, "</definedNames>", made)


def linked(target: str, mode: str = "") -> Change:
    """Add a relationship of the workbook."""
    link = f'<Relationship Type="x/hyperlink" Target="{target}"{mode} Id="rId999"/>'
    return swap(LINKS, "</Relationships>", link + "</Relationships>")


def state(word: str) -> Change:
    """Hide the sheet Bins."""
    return swap(BOOK, rb'(<sheet name="Bins"[^>]* state=)"visible"', rb'\1"%s"' % word.encode())


def changed(make: Callable[[str], str]) -> Change:
    """Change the formula that counts the inputs changed, which nothing but a note hangs on."""
    return formula(*named("inputs_changed"), make)


def in_row(title: str, key: str, offset: int, old: str, new: str) -> Change:
    """Change the formula of one row of a table."""
    address = at(title, key, offset)
    text = example().by_title[title].cells[address].formula or ""
    assert old in text
    return formula(title, address, lambda _: text.replace(old, new))


def growing(old: str, row: int) -> str:
    """A sum over all rows above in place of a running sum."""
    return old.replace(f"SUM(E{row - 1},", f"SUM(E$8:E{row - 1},", 1)


def not_running(old: str, row: int) -> str:
    """A running sum without the row below."""
    return old.replace(f"SUM(F{row + 1},", "SUM(0,")


def macro(parts: Parts) -> None:
    parts["xl/vbaProject.bin"] = b"x"
    swap(TYPES, "<Default ", '<Default Extension="bin" ContentType="a/b"/><Default ')(parts)


def check_row(name: str) -> int:
    place = table_of(example(), "Checks")
    assert place is not None
    return next(row for row in range(place.first, place.last + 1) if place.value("id", row) == name)


def derived(key: str, make: Callable[[str], str]) -> Change:
    """Change the formula of a named cell."""
    return formula(*named(key), make)


def rule_of(name: str) -> str:
    """The definition of a name as the workbook has it."""
    sheet, address = named(name)
    row, column = split(address)
    return f'<definedName name="{name_of(name)}">{sheet}!${letters(column)}${row}</definedName>'


def drop_link(parts: Parts) -> None:
    parts["xl/drawings/_rels/drawing2.xml.rels"] = re.sub(
        rb"<Relationship [^>]*?/charts/chart[23]\.xml[^>]*?/>", b"", parts["xl/drawings/_rels/drawing2.xml.rels"]
    )


FREE_CELL = f'<c r="ZZ{FIRST_ROW}" s="{style_of("Bins", f"A{FIRST_ROW}")}"><v>5</v></c></row>'
UNTITLED_ROW = rb'(<row r="%d"(?: [^>]*)?>.*?)</row>' % FIRST_ROW
TOTAL = named("inputs_changed")[1]
TEXT = ' t="inlineStr"'
UNLOCKED = rb'<protection locked="0"[^>]*/>'
TITLES_OF_BINS = rb'<definedName name="_xlnm.Print_Titles" localSheetId="4">.*?</definedName>'
AREA_OF_BINS = rb'<definedName name="_xlnm.Print_Area" localSheetId="4">.*?</definedName>'
TABLE_FORMATS = rb'<conditionalFormatting sqref="[A-Z]+9:.*?</conditionalFormatting>'


CHANGES: list[tuple[str, str, Change]] = [
    ("W01", "a formula among the inputs", cell("Inputs", value_cell("load_slope"), "<f>1+0</f><v>600</v>")),
    ("W01", "a formula in a source", cell("Inputs", "G7", "<f>in_cop_47</f><v>3.4</v>")),
    ("W01", "a value in a column", cell("Bins", at("Bins", "hours", 9), "<v>500</v>")),
    ("W01", "a value beside the columns", swap(part_of("Bins"), UNTITLED_ROW, rb"\1" + FREE_CELL.encode())),
    ("W01", "a value among the balance points", cell("Scenarios", named("economic_temperature")[1], "<v>30</v>")),
    ("W01", "a label twice", swap(part_of("Inputs"), "<t>COP at 17 °F</t>", "<t>COP at 47 °F</t>")),
    ("W02", "a header", swap(part_of("Inputs"), "<t>Source</t>", "<t>Origin</t>")),
    ("W02", "a header of the constants", swap(part_of("Constants"), "<t>Unit</t>", "<t>Units</t>")),
    ("W02", "a unit", cell("Inputs", "E7", "<is><t>W/K</t></is>", ' t="inlineStr"')),
    ("W02", "a unit of the climate table", cell("Inputs", "K7", "<is><t>d</t></is>", ' t="inlineStr"')),
    ("W02", "a unit of a column", cell("Bins", "E8", "<is><t>d</t></is>", ' t="inlineStr"')),
    ("W02", "a label of a column", cell("Checks", "B6", "<is><t>Fine</t></is>", ' t="inlineStr"')),
    ("W02", "a comment", add(xl__comments1__xml="<comments/>")),
    ("W03", "a constant", changed(lambda old: old + "+4")),
    ("W03", "a percentage", changed(lambda old: old + "+1%")),
    ("W03", "an array constant", changed(lambda old: old + "+SUM({1,0})")),
    ("W03", "a small constant", changed(lambda old: old + "+0.0")),
    ("W03", "IF three deep", changed(lambda old: f"{old}+IF(1,IF(1,IF(1,0,0),0),0)")),
    ("W03", "an error hidden", changed(lambda old: f"IFERROR({old},0)")),
    ("W03", "a volatile function", changed(lambda old: old + "+0*NOW()")),
    ("W03", "a function that cannot be traced", changed(lambda old: old + '+SUM(INDIRECT("A1"))')),
    ("W03", "a whole column", changed(lambda old: old + "+SUM(Bins!Z:Z)")),
    ("W03", "a whole row", changed(lambda old: old + "+SUM(Bins!1:1)")),
    ("W03", "another workbook", changed(lambda old: old + "+[1]Bins!A1")),
    ("W03", "another workbook by path", changed(lambda old: old + "+'C:\\[a.xlsx]Bins'!A1")),
    ("W03", "another formula in a column", in_row("Bins", "load_btuh", 20, "MAX", "MIN")),
    ("W03", "another formula on Scenarios", in_row("Scenarios", "fuel_mmbtu", 2, "/", "*")),
    ("W03", "a formula missing", cell("Bins", at("Bins", "hours", 9), "")),
    ("W03", "a reference shifted", in_row("Switchover", "annual_cost", 5, "14", "13")),
    ("W03", "a circle of one", changed(lambda old: old + "+0*out_inputs_changed")),
    ("W03", "a circle over sheets", derived("used_load_slope", lambda old: old + "+0*SUM(out_saving)")),
    ("W03", "a circle of rows", column("Bins", "load_btuh", lambda old, row: f"{old}+0*SUM(F{row})")),
    ("W03", "a name that uses OFFSET", defined("out_x", "OFFSET(Bins!$A$1,1,1)")),
    ("W04", "a newer function", changed(lambda old: old + "+_xlfn.XLOOKUP(1,1,1)")),
    ("W04", "a function of no program", changed(lambda old: f"VALUE({old})")),
    ("W04", "an array formula", swap(part_of("Log"), "<f>SUM(out_ch", '<f t="array" ref="B72">SUM(out_ch')),
    ("W04", "a dynamic array", swap(part_of("Log"), f'<c r="{TOTAL}"', f'<c r="{TOTAL}" cm="1"')),
    ("W04", "a spilled range", changed(lambda old: old + "+SUM(Log!A1#)")),
    ("W04", "a newer function in a name", defined("out_x", "_xlfn.UNIQUE(Bins!$A$9:$A$20)")),
    ("W05", "an input's name missing", swap(BOOK, rule_of("tank_capacity"), "")),
    ("W05", "an input missing", cell("Inputs", f"C{value_cell('tank_capacity')[1:]}", "<is><t>tank</t></is>", TEXT)),
    ("W05", "a name missing", swap(BOOK, rule_of("recommended_annual_cost"), "")),
    ("W05", "a name moved", swap(BOOK, rule_of("tank_capacity"), rule_of("tank_capacity").replace("$D$", "$G$"))),
    ("W05", "a name that is an address", defined("COP47", "Inputs!$D$7")),
    ("W05", "a name local to a sheet", defined("in_cop_47", "Inputs!$D$7", ' localSheetId="3"')),
    ("W05", "a name twice", defined("IN_COP_47", "Inputs!$D$7")),
    ("W05", "a name of a function of Excel", defined("sumproduct", "Inputs!$D$7")),
    ("W05", "a name of a function of this program", defined("df_load_slope", "Inputs!$D$7")),
    ("W05", "a name of nothing", defined("out_gone", "Inputs!#REF!")),
    ("W05", "a name that is not defined", changed(lambda old: old + "+out_nothing")),
    ("W06", "a row past the end", stored("Bins", last_of("Bins", "hours"), "0")),
    ("W06", "a row past the end of the switchovers", stored("Switchover", last_of("Switchover", "annual_cost"), "0")),
    ("W06", "an error", stored("Scenarios", at("Scenarios", "seasonal_cop"), "#DIV/0!", "e")),
    ("W06", "no number of bins", stored("Constants", named("bins")[1], "", "str")),
    ("W06", "more bins than the table shows", stored("Constants", named("bins")[1], "34")),
    ("W06", "more bins than there is room for", stored("Constants", named("bins")[1], "80")),
    ("W06", "numbers beside a problem", stored("Constants", named("status")[1], "cop_47 must be &gt; 0", "str")),
    ("W07", "a range that grows", column("Switchover", "heat_pump_cost", growing)),
    ("W07", "no running sum", column("Switchover", "furnace_cost", not_running)),
    ("W07", "ties not by MATCH", derived("recommended_row", lambda _: "SUM(1)")),
    ("W08", "a value missing", swap(part_of("Log"), "<f>SUM(out_changes)</f><v>0</v>", "<f>SUM(out_changes)</f>")),
    ("W08", "not recalculated", swap(BOOK, 'fullCalcOnLoad="1"', 'fullCalcOnLoad="0"')),
    ("W08", "a cached point", swap(CHART, "<v>67.0</v>", "<v>66.0</v>")),
    ("W08", "no cache", swap(CHART, rb"<c:numCache>.*?</c:numCache>", b"")),
    ("W08", "a short cache", swap(CHART, rb'<ptCount val="[0-9]+"/>', b'<ptCount val="2"/>')),
    ("W09", "an id twice", swap(part_of("Checks"), "<t>cost_existing</t>", "<t>cost_optimized</t>")),
    ("W09", "another word", stored("Checks", f"B{check_row('hours')}", "YES", "str")),
    ("W09", "FAIL beside numbers that agree", stored("Checks", f"B{check_row('hours')}", "FAIL", "str")),
    ("W09", "OK beside numbers that do not", stored("Checks", f"F{check_row('hours')}", "5")),
    ("W09", "a check missing", swap(part_of("Checks"), "<t>engine_optimized_annual_cost</t>", "<t>engine_x</t>")),
    ("W09", "a master that miscounts", stored("Checks", named("checks")[1], "1 OK, 0 FAIL, 0 N/A", "str")),
    ("W10", "merged cells", swap(part_of("Log"), "<pageMargins", '<mergeCell ref="A9:B9"/><pageMargins')),
    ("W10", "a hidden row", swap(part_of("Bins"), '<row r="11"', '<row r="11" hidden="1"')),
    ("W10", "a row without height", swap(part_of("Bins"), '<row r="11"', '<row r="11" ht="0"')),
    ("W10", "a row as good as hidden", swap(part_of("Bins"), '<row r="11"', '<row r="11" ht="1"')),
    ("W10", "a number that is not shown", swap(STYLES, 'formatCode="0.0#"', 'formatCode=";;;"')),
    ("W10", "a hidden column", swap(part_of("Bins"), "<col ", '<col hidden="1" ')),
    ("W10", "a password", swap(part_of("Bins"), "<sheetProtection ", '<sheetProtection password="CAFE" ')),
    ("W10", "a hashed password", swap(part_of("Bins"), "<sheetProtection ", '<sheetProtection hashValue="YQ==" ')),
    ("W10", "rows hidden by default", swap(part_of("Bins"), "<sheetFormatPr ", '<sheetFormatPr zeroHeight="1" ')),
    ("W10", "inputs that are locked", swap(STYLES, UNLOCKED, b"", 99)),
    ("W10", "no protection", swap(part_of("Bins"), rb"<sheetProtection [^>]*>", b"")),
    ("W10", "a locked input", restyled("Inputs", value_cell("cop_17"), style_of("Inputs", "A7"))),
    ("W10", "an unlocked result", restyled("Bins", at("Bins", "hours"), style_of("Inputs", value_cell("cop_17")))),
    ("W10", "a style without a name", restyled("Bins", at("Bins", "hours"), None)),
    ("W10", "a style that is not there", restyled("Bins", at("Bins", "hours"), 999)),
    ("W11", "no validation", swap(part_of("Inputs"), f'sqref="{value_cell("cop_17")}"', 'sqref="Z1"')),
    ("W11", "another kind", swap(part_of("Inputs"), 'type="decimal"', 'type="whole"')),
    ("W11", "bounds that are no numbers", swap(part_of("Inputs"), "<formula2>20<", "<formula2>A1<")),
    ("W11", "other bounds", swap(part_of("Inputs"), "<formula2>20</formula2>", "<formula2>200</formula2>")),
    ("W11", "other choices", swap(part_of("Inputs"), "none,ahri,resnet", "none,ahri")),
    ("W11", "no help", swap(part_of("Inputs"), 'showInputMessage="1"', 'showInputMessage="0"')),
    ("W11", "no message", swap(part_of("Inputs"), ' error="', ' errorTitle2="')),
    ("W11", "no conditional format", swap(part_of("Switchover"), TABLE_FORMATS, b"", 9)),
    ("W12", "charts missing", drop_link),
    ("W12", "no chart for the client", swap("xl/drawings/_rels/drawing1.xml.rels", rb"<Relationship [^>]*?>", b"")),
    ("W12", "a chart of another sheet", swap(CHART, "<c:f>Charts!", "<c:f>'[1]Charts'!")),
    ("W12", "numbers that no cell holds", swap(CHART, rb"<c:yVal><c:numRef>.*?</c:numRef>", b"<c:yVal><c:numLit/>")),
    ("W13", "portrait", swap(part_of("Log"), 'orientation="landscape"', 'orientation="portrait"')),
    ("W13", "small letters", swap(part_of("Bins"), 'scale="80"', 'scale="60"')),
    ("W13", "fitted, whatever the letters", swap(part_of("Bins"), 'fitToPage="0"', 'fitToPage="1"')),
    ("W13", "two pages for the client", swap(part_of("Summary"), 'fitToHeight="1"', 'fitToHeight="2"')),
    ("W13", "the client's page not fitted", swap(part_of("Summary"), 'fitToPage="1"', 'fitToPage="0"')),
    ("W13", "no page number", swap(part_of("Bins"), "Page &amp;P of &amp;N", "")),
    ("W13", "no stamp", swap(part_of("Bins"), rb"made [0-9-]+", b"made")),
    ("W13", "no titles", swap(BOOK, TITLES_OF_BINS, b"")),
    ("W13", "half a header", swap(BOOK, "Bins!$1:$8", "Bins!$1:$6")),
    ("W13", "no area", swap(BOOK, AREA_OF_BINS, b"")),
    ("W13", "not frozen", swap(part_of("Bins"), 'state="frozen"', 'state="split"')),
    ("W14", "the hash", cell(*named("inputs_sha256"), "<is><t>none</t></is>", ' t="inlineStr"')),
    ("W14", "the engine", cell(*named("version"), "<is><t>Excel</t></is>", ' t="inlineStr"')),
    ("W14", "the sentence", stored(*named("sentence"), "", "str")),
    ("W14", "a link", swap(part_of("Cover"), "location=\"'Log'!A1\"", "location=\"'Bins'!A1\"")),
    ("W14", "the limits", swap(part_of("Cover"), "<t>Known limits</t>", "<t>Limits</t>")),
    ("W14", "a header of the log", swap(part_of("Log"), "<t>Effect</t>", "<t>Result</t>")),
    ("W14", "no entry in the log", cell("Log", f"A{HEADER_ROW + 1}", "<is><t></t></is>", ' t="inlineStr"')),
    ("W15", "changed later", swap("docProps/core.xml", rb"(<dcterms:modified[^>]*>)2026", rb"\g<1>2027")),
    ("W15", "another stamp", swap("docProps/core.xml", "2026-01-02T03:04:05Z", "2026-01-02T03:04:06Z", 2)),
    ("W16", "a content type missing", swap(TYPES, rb'<Override PartName="/xl/charts/chart1.xml"[^>]*>', b"")),
    ("W16", "a part without a content type", add(xl__media__a__png="x")),
    ("W16", "a content type of nothing", swap(TYPES, "</Types>", '<Override PartName="/xl/a.xml"/></Types>')),
    ("W16", "a relationship to nothing", linked("a.xml")),
    ("W16", "a relationship that leaves", linked("../../a.xml")),
    ("W16", "a font's elements", swap(STYLES, rb"<font>(<sz[^>]*>)(.*?)</font>", rb"<font>\2\1</font>")),
    ("W18", "numbers as they come", swap(STYLES, 'formatCode="0.0#"', 'formatCode="General"')),
    ("W17", "a macro", macro),
    ("W17", "an embedded object", add(xl__embeddings__a__xml="<a/>")),
    ("W17", "a data connection", add(xl__connections__xml="<a/>")),
    ("W17", "a workbook that may hold macros", swap(TYPES, "spreadsheetml.sheet.main", "sheet.macroEnabled.main")),
    ("W17", "a link to the outside", linked("http://example.com/a", ' TargetMode="External"')),
    ("W17", "an external workbook", linked("file:///C:/a.xlsx", ' TargetMode="External"')),
    ("W17", "a hidden sheet", state("hidden")),
    ("W17", "a sheet that cannot be shown", state("veryHidden")),
    ("W17", "a control", swap(part_of("Log"), "</worksheet>", "<controls/></worksheet>")),
    ("W17", "a name that runs", defined("go", "Log!$A$1", ' xlm="1" function="1"')),
    ("W17", "a name that runs when opened", defined("_xlnm.Auto_Open", "Log!$A$1")),
    ("W17", "a name that leads outside", defined("go", "cmd|'/c calc'!A1")),
    ("W17", "a hidden name", defined("go", "Log!$A$1", ' hidden="1"')),
    ("W17", "text of a user as a formula", cell("Log", "C7", '<f>HYPERLINK("http://example.com")</f><v>1</v>')),
    ("W17", "a user's text that calculates", cell(*named("site"), "<f>1+1</f><v>2</v>")),
    ("W17", "a user's text that reads a result", cell("Log", f"A{HEADER_ROW + 3}", "<f>in_cop_47</f><v>3.4</v>")),
    ("W17", "a condition that fetches", swap(part_of("Bins"), "<formula>", '<formula>WEBSERVICE("a")+')),
    ("W17", "another program", changed(lambda old: old + "+cmd|'/c calc'!A1")),
]  # fmt: skip


def test_honest_workbooks_keep_every_rule(packages):
    for name in list(packages)[::20]:
        assert broken_rules(packages[name]) == [], name


@pytest.mark.slow
def test_every_honest_workbook_keeps_every_rule(packages):
    for name, package in packages.items():
        assert broken_rules(package) == [], name


RULES_CHANGED = [one[0] for one in CHANGES]


ALONE = ("W03", "W08")
"""Rules whose first changes are hidden by those of others"""


def first(number: int) -> bool:
    """Whether it is the first change of its rule."""
    return RULES_CHANGED.index(RULES_CHANGED[number]) == number


def of_default_run(number: int) -> bool:
    return first(number) and RULES_CHANGED[number] in ALONE


def test_changes_together_break_all_their_rules():
    """The first of each rule; judging the workbook takes a second."""

    def change(parts: Parts) -> None:
        for number, (rule, _, one) in enumerate(CHANGES):
            if first(number) and rule not in ALONE:
                one(parts)

    assert {finding.rule for finding in found(change)} == set(RULES) - set(ALONE)


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        pytest.param(one[0], one[2], marks=() if of_default_run(number) else pytest.mark.slow)
        for number, one in enumerate(CHANGES)
    ],
    ids=[f"{one[0]} {one[1]}" for one in CHANGES],
)
def test_a_change_breaks_its_rule_and_no_other(rule, change):
    spoken = {finding.rule for finding in found(change)}
    assert spoken == {rule}


def test_every_rule_is_tested_and_says_itself():
    assert list(RULES) == [f"W{number:02}" for number in range(1, 19)]
    assert {one[0] for one in CHANGES} == set(RULES)
    for rule in RULES.values():
        assert (rule.__doc__ or "").endswith(".")


def test_findings_say_where():
    (finding,) = found(formula("Bins", at("Bins", "load_btuh", 20), lambda old: old + "+0"))
    assert finding[:3] == ("W03", "Bins", at("Bins", "load_btuh", 20))
    assert "load_btuh" in finding.message


def test_times_of_the_zip():
    package = packed(parts_of(worked_example()), time=(2026, 1, 2, 3, 4, 6))
    assert {finding.rule for finding in broken_rules(package)} == {"W15"}


def test_a_missing_sheet_is_told_and_the_rest_is_judged():
    def drop(parts: Parts) -> None:
        book = re.sub(rb'<sheet name="Log".*?/>', b"", parts[BOOK])
        parts[BOOK] = re.sub(rb'<definedName name="_xlnm[^>]*localSheetId="9">.*?</definedName>', b"", book)

    assert ("W14", "Log", "", "the sheet Log is missing") in found(drop)


def test_two_inputs_in_one_cell():
    taken, other = value_cell("cop_47"), value_cell("cop_17")
    change = swap(BOOK, rule_of("cop_17"), rule_of("cop_17").replace(f"$D${other[1:]}", f"$D${taken[1:]}"))
    assert {finding.rule for finding in found(change)} == {"W01", "W05"}


def test_a_sheet_more_than_needed_is_no_breach_but_the_order_counts():
    book = swap(BOOK, rb'(<sheet name="Cover".*?/>)(<sheet name="Inputs".*?/>)', rb"\2\1")
    assert "W14" in {finding.rule for finding in found(book)}


def test_a_chart_on_another_sheet_and_a_sheet_of_another_kind():
    def move(parts: Parts) -> None:
        links = f"xl/worksheets/_rels/{part_of('Charts').rpartition('/')[2]}.rels"
        parts[links.replace(part_of("Charts")[-10:-4], part_of("Log")[-10:-4])] = parts.pop(links)

    assert {finding.rule for finding in found(move)} == {"W12"}
    sheet = part_of("Log").removeprefix("xl/").encode()  # a target begins where the workbook is
    other = swap(LINKS, rb'/worksheet" Target="(%s)"' % sheet, rb'/dialogsheet" Target="\1"')
    assert ("W17", "Log", "", "the sheet is no worksheet") in found(other)


def test_findings_of_a_rule_have_an_end():
    change = swap(part_of("Bins"), b'<row r="', b'<row hidden="1" r="', 10_000)
    assert len(found(change)) == MOST_FINDINGS


def test_a_broken_case_shows_no_number(packages):
    """Recalculated after a bad edit, results are #N/A: rule W06 is content, and says so where a number is left."""
    changed = edited(packages["example"], {"cop_47": -1})
    recalculated = recalculated_by_formualizer(changed)
    assert list(RULES["W06"](open_package(recalculated))) == []


def test_edits_of_inputs_keep_the_formulas(packages):
    """A contractor types over yellow cells: no rule of formulas, names or structure speaks."""
    changed = edited(packages["example"], {"electricity_price": 0.2, "bin_width": 3})
    recalculated = open_package(recalculated_by_formualizer(changed))
    for name in ("W01", "W02", "W03", "W04", "W05", "W06", "W07", "W09", "W10", "W11", "W13", "W17", "W18"):
        assert list(RULES[name](recalculated)) == [], name


class TestCircles:
    def circles(self, formulas: dict[str, str]) -> list[tuple[str, str, str]]:
        rows: dict[int, str] = {}
        for address, text in formulas.items():
            row = split(address)[0]
            rows[row] = rows.get(row, "") + f'<c r="{address}"><f>{text}</f><v>1</v></c>'
        cells = "".join(f'<row r="{row}">{text}</row>' for row, text in sorted(rows.items()))
        return list(circular.circular(open_package(with_rows(cells))))

    def test_running_sums_are_none(self):
        assert self.circles({f"A{row}": f"A{row - 1}+B{row}" for row in range(2, 900)}) == []
        assert self.circles({f"A{row}": f"A{row + 1}+B{row}" for row in range(1, 900)}) == []

    def test_a_range_that_holds_its_own_cell(self):
        assert self.circles({"A1": "SUM(A1:A3)"}) != []
        assert self.circles({f"A{row}": "SUM(A$2:A$4)" for row in range(1, 4)}) != []
        assert self.circles({"A1": "SUM(A:A)"}) != []
        assert self.circles({"A1": "SUM(1:1)"}) != []
        assert self.circles({"A1": "SUM(A2:A3)", "A2": "SUM(A3:A4)"}) == []

    def test_a_circle_of_three(self):
        assert self.circles({"A1": "B1", "B1": "C1", "C1": "A1"}) != []
        assert self.circles({"A1": "B1", "B1": "C1", "C1": "A2"}) == []

    def test_columns_that_take_turns(self):
        """Each column reads the other, a row above: runs form a circle, cells do not."""
        rows = range(2, 200)
        steps = {f"A{row}": f"B{row - 1}+1" for row in rows}
        assert self.circles(steps | {f"B{row}": f"A{row}+1" for row in rows}) == []
        assert (
            len(self.circles({f"A{row}": f"B{row}+1" for row in rows} | {f"B{row}": f"A{row}+1" for row in rows})) == 1
        )

    def test_too_much_to_follow_is_said(self, monkeypatch):
        monkeypatch.setattr(circular, "MOST_STEPS", 50)
        ((_, _, message),) = self.circles({f"A{row}": f"A{row - 1}+B{row}" for row in range(2, 200)})
        assert "too intricate" in message


def test_the_sheets_are_those_of_the_page():
    assert tuple(sheet.title for sheet in example().sheets) == SHEETS
    assert set(input_rows(example())) == set(FIELDS)
    assert MAIN in parts_of(worked_example())[part_of("Bins")].decode()
