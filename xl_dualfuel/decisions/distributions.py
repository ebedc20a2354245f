"""Named distributions of uncertain inputs: drawn with a seed, cut off at the allowed range, correlated where asked.

Draws come from standard normals z, one stream an input, so that one more input changes nothing in the rest.
Correlated inputs share a Gaussian copula: z = R·z′ with R the square root of the matrix of correlations, which are
those of the normals (of normal inputs exactly, of others nearly those of the inputs). What a distribution has outside
the allowed range is cut off, not moved to the limit: u′ = F(a) + u·(F(b) − F(a)), x = F⁻¹(u′). Source: Devroye 1986,
Non-Uniform Random Variate Generation, II.2 (inversion).
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from statistics import NormalDist
from typing import Any, Final, Literal, NamedTuple, get_args

import numpy as np

from ..errors import Issue
from ..files.values import is_number
from ..homes.draws import COP
from ..inputs.fields import FIELDS
from ..model.parameters import Array

Kind = Literal["normal", "lognormal", "triangular", "uniform"]

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
PARAMETERS: Final = {
    "normal": ("mean", "sd"),
    "lognormal": ("median", "gsd"),
    "triangular": ("low", "mode", "high"),
    "uniform": ("low", "high"),
}
"""What each distribution is given by, in the input's unit; gsd is the geometric standard deviation [–], above 1."""
COP_LIMITS: Final = (0.01, 10.0)
"""Of the factor on every COP."""
LEAST_INSIDE: Final = 1e-3
"""Share of a distribution that must lie inside the allowed range."""
NEGLIGIBLE: Final = 1e-9
"""Share outside the allowed range that is not worth cutting off: one draw in a thousand million is moved."""
_NORMAL: Final = NormalDist()


class Distribution(NamedTuple):
    """One uncertain input."""

    key: str
    """Of an input, or "cop": a factor on every COP"""
    kind: Kind
    parameters: tuple[float, ...]
    """In the order of PARAMETERS, in the input's unit (°F, BTU/h)"""
    low: float
    """Cut off below [the input's unit]: the allowed range, or narrower"""
    high: float

    @property
    def cut(self) -> float:
        """Share of the distribution outside low … high."""
        return max(0.0, 1 - (self._cdf(self.high) - self._cdf(self.low)))

    def _cdf(self, x: float) -> float:
        a = self.parameters
        if self.kind == "normal":
            return _NORMAL.cdf((x - a[0]) / a[1]) if a[1] > 0 else float(x >= a[0])
        if self.kind == "lognormal":
            if x <= 0:
                return 0.0
            return _NORMAL.cdf(math.log(x / a[0]) / math.log(a[1])) if a[1] > 1 else float(x >= a[0])
        if self.kind == "uniform":
            return min(1.0, max(0.0, (x - a[0]) / (a[1] - a[0]))) if a[1] > a[0] else float(x >= a[0])
        low, mode, high = a
        if x <= low:
            return float(x == low == high)
        if x >= high:
            return 1.0
        if x < mode:
            return (x - low) ** 2 / ((high - low) * (mode - low))
        return 1 - (high - x) ** 2 / ((high - low) * (high - mode))

    def of_normals(self, z: Array) -> Array:
        """Draws from standard normals: monotone, each exactly as often as the distribution, cut off, has it."""
        a = self.parameters
        drawn: Array
        if self.cut > NEGLIGIBLE:
            below, above = self._cdf(self.low), self._cdf(self.high)
            u = below + _phi(z) * (above - below)
            if self.kind in ("normal", "lognormal"):
                z = _inverse_phi(u)
        elif self.kind in ("triangular", "uniform"):
            u = _phi(z)
        if self.kind == "normal":
            drawn = a[0] + a[1] * z
        elif self.kind == "lognormal":
            drawn = a[0] * np.asarray(np.exp(math.log(a[1]) * z))
        elif self.kind == "uniform":
            drawn = a[0] + (a[1] - a[0]) * u
        else:
            drawn = _triangular(u, *a)
        # Rounding only: a cut-off distribution ends at its limits.
        clipped: Array = np.clip(drawn, self.low, self.high)
        return clipped


def _triangular(u: Array, low: float, mode: float, high: float) -> Array:
    if high == low:
        return np.full_like(u, low)
    left = u * (high - low) < mode - low
    with np.errstate(invalid="ignore"):
        rising: Array = low + np.sqrt(u * (high - low) * (mode - low))
        falling: Array = high - np.sqrt((1 - u) * (high - low) * (high - mode))
    return np.where(left, rising, falling)


def _phi(z: Array) -> Array:
    """Standard normal distribution function; math.erf is exact where a rational fit is not."""
    root = math.sqrt(2)
    return np.array([math.erf(value / root) for value in z.tolist()]) * 0.5 + 0.5


def _inverse_phi(u: Array) -> Array:
    inverse = _NORMAL.inv_cdf
    return np.array([inverse(min(max(value, 1e-300), 1 - 1e-16)) for value in u.tolist()])


def checked(given: Mapping[str, object]) -> tuple[list[Distribution], list[Issue]]:
    """The distributions of tables such as {"fuel_price": {"distribution": "normal", "mean": 13, "sd": 2}}.

    ``minimum`` and ``maximum`` may cut off further inside. Every problem is reported.
    """
    distributions: list[Distribution] = []
    issues: list[Issue] = []
    for key, table in given.items():
        before = len(issues)
        distribution = _distribution(key, table, issues)
        if distribution is not None and len(issues) == before:
            distributions.append(distribution)
    return distributions, issues


def _distribution(key: str, table: object, issues: list[Issue]) -> Distribution | None:
    prefix, before = f"uncertain.{key}", len(issues)
    field = FIELDS.get(key)
    if key != COP and (field is None or not field.drawn):
        issues.append(Issue(prefix, None, "must be an input that is a number and no setting, or cop", "Take it out"))
        return None
    if not isinstance(table, Mapping):
        allowed = f"must be a table with distribution = {', '.join(PARAMETERS)}"
        issues.append(Issue(prefix, table, allowed, "Such as {distribution = 'normal', mean = 13, sd = 2}"))
        return None
    kind = table.get("distribution")
    if kind not in KINDS:
        remedy = "Name one of them"
        issues.append(Issue(f"{prefix}.distribution", kind, f"must be one of {', '.join(PARAMETERS)}", remedy))
        return None
    names = PARAMETERS[kind]
    for name, value in table.items():
        if name not in ("distribution", "minimum", "maximum", *names):
            allowed = f"a {kind} distribution has {', '.join(names)}, and may have minimum and maximum"
            issues.append(Issue(f"{prefix}.{name}", value, allowed, "Take it out"))
    numbers = {name: _number(table.get(name), f"{prefix}.{name}", issues) for name in names}
    least, most = _limits(key)
    low = max(least, _number(table.get("minimum", least), f"{prefix}.minimum", issues))
    high = min(most, _number(table.get("maximum", most), f"{prefix}.maximum", issues))
    if any(math.isnan(number) for number in (*numbers.values(), low, high)):
        return None
    issues += _shape_issues(prefix, kind, numbers)
    if low > high:
        issues.append(Issue(f"{prefix}.minimum", low, f"must not be above maximum ({high:g})", "Change the two round"))
    distribution = Distribution(key, kind, tuple(numbers.values()), low, high)
    if len(issues) == before and 1 - distribution.cut < LEAST_INSIDE:
        allowed = f"must lie inside {bound(low)} to {bound(high)} for {LEAST_INSIDE:.1%} or more"
        issues.append(Issue(prefix, f"{kind} {shown_numbers(numbers)}", allowed, "Check its numbers and their unit"))
    return distribution


def shown_numbers(numbers: Mapping[str, float]) -> str:
    """Parameters as messages show them."""
    return ", ".join(f"{name} {number:g}" for name, number in numbers.items())


def bound(limit: float) -> str:
    """A limit as messages show it; the least number that is drawn, just above 0, as 0."""
    return "0" if abs(limit) <= 1e-6 else f"{limit:,.15g}"


def _limits(key: str) -> tuple[float, float]:
    if key == COP:
        return COP_LIMITS
    field = FIELDS[key]
    return field.nearest(field.minimum), field.maximum


def _number(value: object, name: str, issues: list[Issue]) -> float:
    if not is_number(value):
        issues.append(Issue(name, value, "must be a number", "Give it in the input's unit"))
        return math.nan
    return float(value)


def _shape_issues(prefix: str, kind: str, numbers: Mapping[str, float]) -> list[Issue]:
    values = list(numbers.values())
    if kind == "normal" and values[1] < 0:
        return [
            Issue(f"{prefix}.sd", values[1], "must be 0 or more", "Give the standard deviation in the input's unit")
        ]
    if kind == "lognormal":
        issues = []
        if values[0] <= 0:
            issues.append(Issue(f"{prefix}.median", values[0], "must be more than 0", "Half of the draws lie below it"))
        if not 1 <= values[1] <= 10:
            remedy = "1.2: two thirds of the draws within a factor of 1.2 of the median"
            issues.append(Issue(f"{prefix}.gsd", values[1], "must be from 1 to 10", remedy))
        return issues
    if kind in ("uniform", "triangular") and sorted(values) != values:
        return [Issue(prefix, shown_numbers(numbers), f"must rise: {' ≤ '.join(numbers)}", "Put them in order")]
    return []


def correlation_matrix(keys: Sequence[str], pairs: Sequence[Any], issues: list[Issue]) -> Array | None:
    """The matrix of [key, key, correlation] pairs; None where there are none, or where it cannot be."""
    if not pairs:
        return None
    matrix = np.eye(len(keys))
    before = len(issues)
    for pair in pairs:
        good = isinstance(pair, (list, tuple)) and len(pair) == 3 and pair[0] in keys and pair[1] in keys
        if not good or pair[0] == pair[1]:
            allowed = "must be [input, another input, correlation] of uncertain inputs"
            issues.append(Issue("correlations", pair, allowed, 'Such as ["electricity_price", "fuel_price", 0.4]'))
            continue
        value = pair[2]
        if not is_number(value) or not -1 <= value <= 1:
            issues.append(Issue("correlations", list(pair), "must be from -1 to 1", "Such as 0.4"))
            continue
        row, column = keys.index(pair[0]), keys.index(pair[1])
        if matrix[row, column] not in (0.0, value):
            issues.append(Issue("correlations", list(pair), "must be given once for two inputs", "Take one out"))
        matrix[row, column] = matrix[column, row] = value
    if len(issues) == before and np.linalg.eigvalsh(matrix)[0] < -1e-9:
        allowed = "must be possible together: no inputs can be correlated like that"
        issues.append(Issue("correlations", f"{len(pairs)} pairs", allowed, "Make some of them weaker"))
    return matrix if len(issues) == before else None


def draw(distributions: Sequence[Distribution], count: int, seed: int, matrix: Array | None) -> dict[str, Array]:
    """Draws (count,) of each input in its unit; the same seed, the same draws whatever else is uncertain."""
    normals = [
        np.random.Generator(np.random.PCG64([seed, zlib.crc32(distribution.key.encode())])).standard_normal(count)
        for distribution in distributions
    ]
    if matrix is not None:
        # By eigenvalues: Cholesky's algorithm refuses a correlation of exactly 1.
        values, vectors = np.linalg.eigh(matrix)
        root = vectors * np.sqrt(np.maximum(values, 0.0)) @ vectors.T
        normals = [sum(weight * z for weight, z in zip(row, normals, strict=True)) for row in root.tolist()]
    return {drawn.key: drawn.of_normals(z) for drawn, z in zip(distributions, normals, strict=True)}
