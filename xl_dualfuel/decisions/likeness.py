"""What a case models of its equipment: only options that model the same are ranked and credited with savings.

A heat pump without a capacity counts as unlimited, one without defrost or cycling as free of their losses: beside one
with them it looks better than it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..model.parameters import Parameters

PARTS = ("capacity", "variable speed", "defrost", "cycling losses", "blower power")


def modelled(p: Parameters) -> tuple[str, ...]:
    """What a case says of each of PARTS, "" where it is not modelled."""
    given = (
        p.capacity_points is not None, p.slowest is not None or p.fastest is not None, False,
        p.cycling_degradation > 0, p.fan_per_btuh > 0,
    )  # fmt: skip
    words = ["given" if part else "" for part in given]
    words[2] = "" if p.defrost == "none" else p.defrost
    return tuple(words)


def groups(parts: Mapping[str, tuple[str, ...]]) -> dict[tuple[str, ...], list[str]]:
    """The names of the options that model the same, by what they model; in their order."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for name, of in parts.items():
        alike.setdefault(of, []).append(name)
    return alike


def notes(parts: Mapping[str, tuple[str, ...]], baseline: str) -> Iterator[str]:
    """Which options model other parts than the baseline, and what to do about it."""
    own = parts[baseline]
    for of, names in groups(parts).items():
        if of == own:
            continue
        pairs = zip(PARTS, of, own, strict=True)
        differs = "; ".join(_differs(part, here, there) for part, here, there in pairs if here != there)
        be = "is" if len(names) == 1 else "are"
        yield (
            f"{', '.join(names)}: {be} modelled differently from {baseline} ({differs}). No saving or worth is given. "
            f"Give the same inputs as {baseline}, or name an option like them as the baseline."
        )


def _differs(part: str, here: str, there: str) -> str:
    if here and there:
        return f"{part} {here} here, {there} there"
    lacking = "there, where the heat pump has no limit" if part == "capacity" else "there"
    named = f"{part} {here}" if part == "defrost" else part
    return f"{named} here, none {lacking}" if here else f"no {part} here"
