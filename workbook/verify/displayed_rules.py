"""What changes the look of cells from outside them: conditional formats, merged cells, messages of validations."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Final

from ..reader.addresses import area
from ..reader.looks import RGB, Look, Looks
from ..reader.records import Condition
from ..reader.xmlread import Node, true
from .displayed_cells import Mark, Ours
from .displayed_looks import ink_problem, over, problems_of
from .displayed_values import Problem, otherwise, unseen

MOST: Final = 2_000
"""Merged cells, rules and validations of a sheet that are looked at, each"""
_GRAPHS: Final = ("dataBar", "iconSet", "colorScale")
_COLOURS: Final = ("color", "fillColor", "negativeFillColor")
_BARS: Final = unseen("Bars or icons are in place of the number")


def merged(ours: Ours) -> Iterator[Mark]:
    """Our cells that a merged cell covers. Raises TooManyError."""
    for text in ours.sheet.merged[:MOST]:
        block = area(text)
        for address in () if block is None else ours.inside(block):
            if block is not None and address != block.address:
                yield Mark(address, unseen("A merged cell covers this cell", text))


def conditions(ours: Ours) -> Iterator[Mark]:
    """Our cells that a conditional format hides, or shows otherwise, where its condition is true.

    Whether it is true is not worked out: nothing of a stranger's file is calculated. Raises TooManyError.
    """
    for rule in ours.sheet.conditions[:MOST]:
        change, colours, hides = _change(rule, ours.looks), _colours(rule, ours.looks), _hides(rule)
        wrong = {style: problem for style in ours.by_style
                 if (problem := hides or _of_look(ours.looks.cell(style), change, colours)) is not None}  # fmt: skip
        code = "" if change is None else change.number_format
        if not wrong and not code:
            continue
        for text in rule.ranges:
            block = area(text)
            for address in () if block is None else ours.inside(block):
                problem = wrong.get(ours.cells[address].style) or (ours.text_problem(address, code) if code else None)
                if problem is not None:
                    what = f"A conditional format may apply: {problem.what[0].lower()}{problem.what[1:]}"
                    yield Mark(address, problem._replace(what=what))


@lru_cache(maxsize=4096)
def _of_look(look: Look, change: Look | None, colours: tuple[RGB, ...]) -> Problem | None:
    """What a rule makes unreadable."""
    ink = look.font.colour if change is None or change.font.colour is None else change.font.colour
    for colour in colours:
        if (problem := ink_problem(ink, (colour,))) is not None:
            return problem
    if change is None:
        return None
    changed = look._replace(font=over(look.font, change.font), ground=change.ground or look.ground,
                            crossed=look.crossed or change.crossed)  # fmt: skip
    return next(iter(problems_of(changed, look)), None)


def _change(rule: Condition, looks: Looks) -> Look | None:
    """What a rule makes of a cell; None: nothing."""
    own = None if rule.content is None else rule.content.first("dxf")
    node = own or (looks.conditional(rule.look) if rule.look is not None else None)
    return None if node is None else looks.of_rule(node)


def _hides(rule: Condition) -> Problem | None:
    """Whether bars or icons stand in place of the numbers."""
    return None if all(true(node.attributes, "showValue", True) for node in _graphs(rule)) else _BARS


def _colours(rule: Condition, looks: Looks) -> tuple[RGB, ...]:
    """The colours that bars and scales of colours put under numbers."""
    found = (
        looks.colour(node.attributes) for graph in _graphs(rule) for node in graph.children if node.name in _COLOURS
    )
    return tuple(colour for colour in found if colour is not None)


def _graphs(rule: Condition) -> list[Node]:
    return [] if rule.content is None else [node for node in rule.content.children if node.name in _GRAPHS]


def prompts(ours: Ours, known: Collection[str]) -> Iterator[Mark]:
    """Our cells beside which a message appears that this version does not write. Raises TooManyError."""
    for rule in ours.sheet.validations[:MOST]:
        said = prompt_of(rule.title, rule.prompt)
        if not rule.shows_prompt or not said or said in known:
            continue
        for text in rule.ranges:
            block = area(text)
            address = None if block is None else next(ours.inside(block), None)
            if address is not None:
                yield Mark(address, otherwise("Another message appears beside the cell", said, severity="warning"))


def prompt_of(title: str, prompt: str) -> str:
    """The message of a validation on one line."""
    return " ".join(f"{title} {prompt}".split())
