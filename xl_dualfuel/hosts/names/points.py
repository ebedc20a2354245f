"""The balance points in LAMBDA form: solved between the bends of the curves, or read from the bins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from xl_dualfuel.workbook.formulas import balance
from xl_dualfuel.workbook.names import key_of

from .blocks import capacity_cuts
from .model import Model
from .seasons import IN_SEGMENTS, NUMBERS, columns_of


def _stretch_templates(kind: balance.Kind) -> dict[str, str]:
    """The workbook's formulas of one stretch; who wins is asked of stretches that have been cut at the roots."""
    cells = {cell.key: cell.formula for cell in (*balance.stretch_cells(kind), *balance.kind_cells(kind))}
    cells["wins"] = cells["w1"].replace("[t1]", "[stop]").replace("[w0]", "0")
    cells["wins_first"] = cells["w0"].replace("[row]", "1").replace("SUM([prev.w3])", "0")
    cells["wins_last"] = cells["wend"].replace(f"[row]={kind.cuts}_stretches", "1=1").replace("[w3]", "0")
    return {key: formula for key, formula in cells.items() if "prev." not in formula}


def _between(cuts: str) -> dict[tuple[str, str], str]:
    """The stretches between cuts."""
    return {("Stretch", "start"): f"DROP({cuts},-1)", ("Stretch", "stop"): f"DROP({cuts},1)"}


def _balance(kind: balance.Kind) -> dict[str, str]:
    """Cuts and roots, then who wins between them; a balance point is where that changes.

    A point is two rows: its temperature, or "", and its status.
    """
    name = f"DF__{kind.name.upper()}"
    templates = _stretch_templates(kind)
    numbers = columns_of("numbers", "Bins", NUMBERS)
    cuts = f"{key_of(kind.cuts)}_cuts"
    roots = Model(IN_SEGMENTS, numbers | _between(cuts), templates)
    roots.scalar(cuts)
    both = ",".join(roots.array("Stretch", root) for root in ("s1", "s2"))
    text = roots.let(f'LET(every,VSTACK({cuts},{both}),SORT(UNIQUE(FILTER(every,every<>""))))')
    winners = Model(IN_SEGMENTS | {f"{key_of(kind.cuts)}_stretches": "1"}, numbers | _between("cuts"), templates)
    first, between, last = (winners.array("Stretch", key) for key in ("wins_first", "wins", "wins_last"))
    won = winners.let(f"VSTACK(INDEX({first},1),{between},INDEX({last},ROWS({last})))")
    known, unknown = Model(IN_SEGMENTS), '"not_modelled"'
    if kind.target:
        price = known.scalar("grid_emissions" if kind.name == "emissions" else "electricity_price")
        test = f"ISNUMBER({known.scalar(key_of(kind.target))})"
        unknown = f'IF({price}>0,"fuel_always","not_modelled")'
    else:
        test = known.scalar("capacity_limits")
    near = (
        "LET(far,ABS(crossings-recommended),"
        'VSTACK(MAX(FILTER(crossings,far=MIN(far))),IF(ROWS(crossings)=1,"crosses","multiple")))'
    )
    of_bins = ""
    if kind.target:
        of_bins = f"IF({known.scalar('read_from_bins')}=1,{name}_BINS(case,numbers,recommended),"
    answer = (
        f"IF({test},{of_bins}LET(cuts,{name}_CUTS(case,numbers,segments),won,{name}_WON(case,numbers,segments,cuts),"
        'changed,DROP(won,1)<>DROP(won,-1),crossings,FILTER(cuts,changed,""),'
        'IF(SUM(--changed)=0,VSTACK("",IF(INDEX(won,1)=1,"heat_pump_always","fuel_always")),'
        f'{near})){")" if of_bins else ""},VSTACK("",{unknown}))'
    )
    return {
        f"{name}_CUTS": f"LAMBDA(case,numbers,segments,{text})",
        f"{name}_WON": f"LAMBDA(case,numbers,segments,cuts,{won})",
        f"{name}_POINT": f'LAMBDA(case,LET(segments,DF__SEGMENTS(case),numbers,DF__NUMBERS(case,""),'
        f"recommended,DF__SWITCHOVER(case,numbers),{known.let(answer)}))",
        **({f"{name}_BINS": _crossings_of_bins(kind, numbers, near)} if kind.target else {}),
    }


def _crossings_of_bins(kind: balance.Kind, numbers: Mapping[tuple[str, str], str], near: str) -> str:
    """A balance point where the COP is known in the bins only: straight lines join neighbouring bins.

    The coldest bin is there three times: a single bin would leave one value, which is no array.
    """
    m = Model({}, numbers)
    target = m.scalar(key_of(kind.target))
    cop, temperature, rounding = m.array("Bins", "cop"), m.array("Bins", "temperature"), m.scalar("rounding")
    lowest, highest = m.scalar("balance_from"), m.scalar("balance_to")
    text = f"""LET(excess,MAP({cop},LAMBDA(each,{target}/each-1)),
coldest,ROWS(excess),ends,SEQUENCE(2,1,coldest,0),
padded,VSTACK(excess,MAP(ends,LAMBDA(at,INDEX(excess,at)))),
place,VSTACK({temperature},MAP(ends,LAMBDA(at,INDEX({temperature},at)))),
met,MAP(DROP(padded,-1),DROP(padded,1),DROP(place,-1),DROP(place,1),LAMBDA(above,here,warm,cold,
IF(IF(above<={rounding},1,0)=IF(here<={rounding},1,0),"",LET(between,warm-(warm-cold)*MAX(0,MIN(1,above/IF(above=here,1,above-here))),
IF(AND(between>={lowest},between<={highest}),between,""))))),
IF(SUM(--(met<>""))=0,VSTACK("",IF(INDEX(excess,coldest)<={rounding},"heat_pump_always","fuel_always")),
LET(crossings,FILTER(met,met<>""),{near})))"""
    return f"LAMBDA(case,numbers,recommended,{m.let(text)})"


def _capacity_cuts() -> str:
    """Where the stretches of the capacities are cut: a name of its own, or the thermal point's would be too long."""
    m = Model(IN_SEGMENTS, columns_of("numbers", "Bins", NUMBERS))
    return f"LAMBDA(case,numbers,segments,{m.let(capacity_cuts(m))})"


NAMES: Final = {
    "DF__CAPACITY_CUTS": _capacity_cuts(),
    **{name: text for kind in balance.KINDS for name, text in _balance(kind).items()},
}
"""By name."""
