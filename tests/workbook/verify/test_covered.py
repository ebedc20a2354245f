"""What is drawn over the cells of a sheet is found, with the cell; what lies beside them is not."""

from __future__ import annotations

import pytest

import overlays
import tampers
from overlays import Place
from plain import audit, form
from support import one_in
from xl_dualfuel.errors import InputError
from xl_dualfuel.workbook.reader import drawings, open_package
from xl_dualfuel.workbook.reader.ruler import PIXEL, Box, Ruler, width
from xl_dualfuel.workbook.verify import verify
from xl_dualfuel.workbook.verify.covered import Covered
from xl_dualfuel.workbook.verify.findings import FAIL, NEEDS_REVIEW, PASS, Findings

ON_FORM, ON_BOOK = Place("Inputs", 1, 9), Place("Cover", 0, 4)

FILLED = range(10, 78, 3)
"""Rows of the sheet Inputs of a workbook, apart from each other"""


def over(package, way, place):
    """A workbook with something over a cell."""
    parts = tampers.parts_of(package)
    way.put(parts, place)
    return tampers.packed(parts)


def told(package):
    """Findings of what is drawn in a workbook, on its own sheets."""
    opened, findings = open_package(package), Findings()
    Covered(opened, opened.by_title, findings).judge()
    return findings.all()


@pytest.mark.parametrize("way", one_in(3, overlays.WAYS), ids=lambda way: way.name)
def test_each_way_on_a_form(way):
    verdict = verify(over(form(), way, ON_FORM))
    found = [one for one in verdict.findings if (one.id, one.severity) == (way.id, way.severity)]
    assert found, [str(one) for one in verdict.findings]
    assert found[0].sheet == "Inputs"
    assert found[0].cell or way.name == "picture behind the cells"
    assert verdict.words == (FAIL if way.severity == "error" else NEEDS_REVIEW)


def test_all_ways_on_a_workbook():
    """Each over a cell of its own, as far as they go together: a closer look at a workbook takes a second."""
    parts, rows = tampers.parts_of(audit()), iter(FILLED)
    places = {}
    for way in overlays.WAYS:
        if b"<legacyDrawing " not in parts[overlays.sheet_part(parts, "Inputs")]:
            places[way.name] = next(rows)
            way.put(parts, Place("Inputs", 0, places[way.name] - 1))
    verdict = verify(tampers.packed(parts))
    cells = {one.cell for one in verdict.findings if one.id in ("shown-otherwise", "not-visible") and one.sheet}
    near = {name: {f"A{row + step}" for step in range(-12, 1)} for name, row in places.items()}  # texts run over
    assert [name for name, own in near.items() if not own & cells] == []
    assert verdict.words == FAIL


@pytest.mark.slow
@pytest.mark.parametrize("way", overlays.WAYS, ids=lambda way: way.name)
def test_each_way_on_a_workbook(way):
    verdict = verify(over(audit(), way, ON_BOOK))
    found = [one for one in verdict.findings if (one.id, one.severity) == (way.id, way.severity)]
    assert found and found[0].sheet == "Cover"


@pytest.mark.parametrize("way", one_in(2, overlays.HONEST), ids=lambda way: way.name)
def test_what_hides_nothing_is_no_fault(way):
    assert verify(over(form(), way, ON_FORM)).words == PASS
    assert all(one.severity == "info" for one in told(over(audit(), way, ON_BOOK)))


def test_what_a_text_beside_the_cells_says():
    """Another result is one that the sheet does not have; a number beside its word has to be looked at, a quote not."""
    place = Place("Inputs", 60, 3)
    for said, words in ((overlays.SAID, FAIL), ("Switchover 36", NEEDS_REVIEW), ("Quote: $12,000", PASS)):
        parts = tampers.parts_of(form())
        overlays.drawn(overlays.shape(said))(parts, place)
        assert verify(tampers.packed(parts)).words == words


def test_a_chart_of_ours_may_be_moved_a_little_and_not_over_cells():
    assert told(audit()) == ()
    parts = tampers.parts_of(audit())
    name = overlays.drawing(parts, "Charts", "")
    parts[name] = parts[name].replace(b"<xdr:row>54</xdr:row>", b"<xdr:row>64</xdr:row>")
    assert [(one.id, one.sheet) for one in told(tampers.packed(parts))] == [("not-visible", "Charts")]


class TestPlaces:
    def test_a_ruler_of_columns(self):
        """Three usual columns, two of no width, then usual ones."""
        ruler = Ruler([(3, 4, 0.0)], 100.0)
        assert [ruler.position(place) for place in (0, 2.5, 3, 4, 5, 6)] == [0, 250, 300, 300, 300, 400]
        assert [ruler.place(at) for at in (0, 250, 301, 450)] == [0, 2.5, 5.01, 6.5]
        assert (ruler.size(2), ruler.size(4)) == (100.0, 0.0)

    def test_a_width_in_characters(self):
        """ECMA-376 Part 1, 18.3.1.13: 8.43 characters are 64 pixels."""
        assert width(8.43) == width(None) == 64 * PIXEL

    def test_a_box_of_a_length_in_any_unit(self):
        assert [drawings.emu(text) for text in ("914400", "1in", "2.54cm", "72pt", "x")] == [914400.0] * 4 + [0.0]
        assert Box(1, 2, 3, 4)._replace(left=0) == Box(0, 2, 3, 4)


def test_more_than_anybody_draws_is_refused():
    parts = tampers.parts_of(form())
    anchor = overlays.two_cells(ON_FORM, overlays.shape())
    overlays.drawing(parts, "Inputs", anchor * (drawings.MAX_DRAWN + 1))
    with pytest.raises(InputError, match="things are drawn"):
        open_package(tampers.packed(parts))


def test_a_drawing_that_many_sheets_have_is_read_as_often_and_no_more():
    parts = tampers.parts_of(form())
    name = overlays.drawing(parts, "Inputs", overlays.two_cells(ON_FORM, overlays.shape("a" * 9)))
    parts[name] += b"<!--" + b"<" * (drawings.MAX_TAGS // 2) + b"-->"
    open_package(tampers.packed(parts))
    for _ in range(2):
        overlays.linked(parts, overlays.sheet_part(parts, "Inputs"), "drawing", name)
    with pytest.raises(InputError, match="too much is drawn"):
        open_package(tampers.packed(parts))


class TestWordsNotInACell:
    """Those of a hyperlink, of a note that is shown, and of a picture for people who do not see it."""

    def told(self, *changes):
        parts = tampers.parts_of(form())
        for change in changes:
            change(parts)
        found = told(tampers.packed(parts))
        return {one.what for one in found if (one.id, one.severity) == ("shown-otherwise", "warning")}

    def test_a_hyperlink(self):
        def linked(parts, tip):
            name = overlays.sheet_part(parts, "Inputs")
            link = f'<hyperlinks><hyperlink ref="B4" location="A1" tooltip="{tip}"/></hyperlinks><pageMargins'
            parts[name] = parts[name].replace(b"<pageMargins", link.encode(), 1)

        assert any("hyperlink" in what for what in self.told(lambda parts: linked(parts, "Correct value: $612.00")))
        assert self.told(lambda parts: linked(parts, "To the first cell")) == set()

    def test_a_shape(self):
        def described(parts, words):
            overlays.drawn(overlays.shape(""))(parts, Place("Inputs", 60, 3))
            name = next(name for name in parts if name.startswith("xl/drawings/") and b"cNvPr " in parts[name])
            parts[name] = parts[name].replace(b"cNvPr ", f'cNvPr descr="{words}" '.encode(), 1)

        assert any("described" in what for what in self.told(lambda parts: described(parts, "saves $612.00")))
        assert self.told(lambda parts: described(parts, "A house")) == set()
