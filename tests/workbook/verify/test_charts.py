"""A chart that shows something else than its cells is found; what programs change when they save it is not."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

import chart_changes
import overlays
import tampers
import xl_dualfuel as df
from books import STAMP, parts_of
from overlays import Place
from xl_dualfuel.decisions.deciding import decide
from xl_dualfuel.workbook.reader import open_package
from xl_dualfuel.workbook.reader.charts import ChartRoom, chart
from xl_dualfuel.workbook.shape import shape_of
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.verify import verify
from xl_dualfuel.workbook.verify.charts import Charts
from xl_dualfuel.workbook.verify.expected import Expected, pattern
from xl_dualfuel.workbook.verify.findings import FAIL, NEEDS_REVIEW, Findings

CASE = df.Case(cop_47=3.4, capacity_47=36000, capacity_17=22000)


@cache
def audit() -> bytes:
    return workbook_bytes(df.solve(CASE), STAMP)


@cache
def opened():
    return open_package(audit())


@cache
def expected() -> Expected:
    result = df.solve(CASE)
    return Expected(pattern(shape_of(result)), result, STAMP)


def told(workbook):
    """Ids of what is said of the charts of a workbook."""
    findings = Findings()
    judged = Charts(workbook, findings)
    judged.stored(workbook.by_title)
    judged.compare(workbook.by_title, {}, [expected()])
    return [(one.id, one.severity, one.sheet) for one in findings.all()]


def after(change):
    """The workbook with a chart changed; nothing else is read again."""
    part = f"xl/charts/chart{change.chart}.xml"
    made = change.made(parts_of(audit())[part])
    shown = [chart(part, made, one.sheet, ChartRoom()) if one.part == part else one for one in opened().charts]
    return replace(opened(), charts=tuple(shown))


@pytest.mark.parametrize("change", chart_changes.CHANGES, ids=lambda change: change.name)
def test_each_change(change):
    severity = "error" if change.id == "shown-otherwise" else "warning"
    assert (change.id, severity, "Charts") in told(after(change))


@pytest.mark.parametrize("change", chart_changes.HONEST, ids=lambda change: change.name)
def test_what_programs_change(change):
    assert told(after(change)) == []


def test_a_verdict_says_it():
    assert told(opened()) == []
    parts = tampers.parts_of(audit())
    for change in chart_changes.CHANGES[:1]:
        name = f"xl/charts/chart{change.chart}.xml"
        parts[name] = change.made(parts[name])
    verdict = verify(tampers.packed(parts))
    finding = next(one for one in verdict.findings if one.id == "shown-otherwise")
    assert (finding.sheet, finding.cell, finding.found) == ("Charts", "A17", "Least at 12 °F")
    assert verdict.words == FAIL


class TestOverCharts:
    """What lies over a chart of ours, or in its place."""

    def told(self, *changes):
        parts = tampers.parts_of(audit())
        for change in changes:
            change(parts)
        return told(open_package(tampers.packed(parts)))

    def over(self, inside):
        return lambda parts: overlays.drawing(parts, "Charts", overlays.two_cells(Place("Charts", 1, 7), inside, 3, 5))

    def gone(self, parts):
        name = overlays.drawing(parts, "Charts", "")
        start = parts[name].index(b"<xdr:twoCellAnchor")
        parts[name] = parts[name][:start] + parts[name][parts[name].index(b"</xdr:twoCellAnchor>") + 20 :]

    def test_a_text(self):
        assert ("shown-otherwise", "error", "Charts") in self.told(self.over(overlays.shape(overlays.SAID)))

    def test_a_shape(self):
        assert ("not-visible", "warning", "Charts") in self.told(self.over(overlays.shape()))

    def test_a_chart_that_is_left_out(self):
        """As many programs do; another thing in its place is no chart of ours."""
        assert self.told(self.gone) == []
        assert ("not-visible", "warning", "Charts") in self.told(self.gone, self.over(overlays.picture("rId0")))

    def test_a_hidden_and_a_tiny_chart(self):
        def hidden(parts):
            name = overlays.drawing(parts, "Charts", "")
            parts[name] = parts[name].replace(b"<xdr:cNvPr ", b'<xdr:cNvPr hidden="1" ', 1)

        def tiny(parts):
            name = overlays.drawing(parts, "Charts", "")
            parts[name] = parts[name].replace(b"<xdr:row>16</xdr:row>", b"<xdr:row>6</xdr:row>", 1)

        assert ("not-visible", "warning", "Charts") in self.told(hidden)
        assert ("not-visible", "warning", "Charts") in self.told(tiny)

    def test_another_chart(self):
        """A copy of ours that reads other cells, over ours."""

        def copied(parts):
            name = overlays.drawing(parts, "Charts", "")
            made = parts["xl/charts/chart2.xml"].replace(b"Charts!", b"Log!")
            number = overlays.added(parts, name, "chart", "xl/charts/chart90.xml", made,
                                    f"{overlays.OFFICE}.drawingml.chart+xml")  # fmt: skip
            anchor = parts[name].decode().split("<xdr:twoCellAnchor")[1].replace('r:id="rId1"', f'r:id="{number}"')
            overlays.drawing(parts, "Charts", f"<xdr:twoCellAnchor{anchor}")

        assert ("shown-otherwise", "error", "Charts") in self.told(copied)

    def test_a_text_inside(self):
        def inside(parts):
            overlays.added(parts, "xl/charts/chart2.xml", "chartUserShapes", "xl/drawings/drawing91.xml",
                           f"<c:userShapes {overlays.CHART} {overlays.SPACES}><a:t>12 °F</a:t></c:userShapes>",
                           f"{overlays.OFFICE}.drawingml.chartshapes+xml")  # fmt: skip

        assert ("shown-otherwise", "error", "Charts") in self.told(inside)


@pytest.mark.slow
def test_charts_of_decisions():
    result = df.solve(CASE)
    package = workbook_bytes(result, STAMP, decisions=decide(CASE))
    parts = tampers.parts_of(package)
    name = next(part for part in parts if b"Sensitivity!" in parts[part] and "charts/chart" in part)
    assert verify(package).words == "Pass"
    parts[name] = parts[name].replace(b"minMax", b"maxMin", 1)
    assert verify(tampers.packed(parts)).words in (FAIL, NEEDS_REVIEW)
