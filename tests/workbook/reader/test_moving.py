"""A workbook as if rows and columns had been inserted elsewhere: what says something of several columns is divided."""

from __future__ import annotations

from dataclasses import replace

from xl_dualfuel.workbook.forms.template import template
from xl_dualfuel.workbook.reader import open_package
from xl_dualfuel.workbook.reader.moving import Inserted, moved_back
from xl_dualfuel.workbook.reader.records import Columns


def test_widths_of_several_columns_stay_with_their_columns():
    """Programs write one width for an inserted column and its neighbours."""
    inserted = Inserted(columns=((1, 1), (4, 2)))
    assert list(inserted.parted(1, 7)) == [(1, 1), (2, 3), (4, 5), (6, 7)]
    opened = open_package(template("client"))
    title = opened.sheets[0].title
    sheet = replace(opened.sheets[0], columns=(Columns(1, 2, 31.0, False), Columns(3, 7, 14.0, False)))
    moved = moved_back(replace(opened, sheets=(sheet, *opened.sheets[1:])), {title: inserted}).sheets[0]
    widths = {column: one.width for one in moved.columns for column in range(one.first, one.last + 1)}
    assert {column: widths[column] for column in range(1, 5)} == {1: 31.0, 2: 14.0, 3: 14.0, 4: 14.0}
