"""A slow biller in plain Python: half-hours of a year in order, a tariff file's dictionary, and what a house pays.

It shares no code with the package. A bill is worked out for all the electricity and fuel of the house; what heating
costs is the difference of two bills. Its own words on the rules are the names of its functions.
"""

from __future__ import annotations

import datetime
import math
from typing import Any

LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
SAME = 1e-6  # degrees within which temperatures are equal


class Row:
    """Half an hour by the tariff's clock."""

    def __init__(self, hour: int, half: int, temperature: float, year: int, summer: bool) -> None:
        self.hour, self.temperature = hour, temperature
        moment = datetime.datetime(2026, 1, 1) + datetime.timedelta(hours=hour, minutes=30 * half)  # not a leap year
        if summer and _summer(moment.month, moment.day, moment.hour, year):
            moment += datetime.timedelta(hours=1)
        self.month, self.date = moment.month, f"{moment.month:02}-{moment.day:02}"
        self.day = moment.timetuple().tm_yday - 1 if moment.year == 2026 else 0
        self.at = moment.hour + moment.minute / 60
        weekday = datetime.date(year, moment.month, moment.day).weekday()
        self.weekend = weekday >= 5


def _summer(month: int, day: int, hour: int, year: int) -> bool:
    march = [d for d in range(1, 32) if datetime.date(year, 3, d).weekday() == 6][1]
    november = next(d for d in range(1, 31) if datetime.date(year, 11, d).weekday() == 6)
    return (3, march, 2) <= (month, day, hour) < (11, november, 1)


def rows_of(hours: list[tuple[int, float]], tariff: dict[str, Any]) -> list[Row]:
    """Two rows for each hour (of the year in standard time, temperature), in order."""
    year, summer = tariff["year"], tariff.get("clock") == "US"
    return [Row(hour, half, temperature, year, summer) for hour, temperature in hours for half in (0, 1)]


# ------------------------------------------------------------------------------------------------------ conditions


def in_calendar(row: Row, when: dict[str, Any]) -> bool:
    if row.month not in when.get("months", range(1, 13)) or row.date not in when.get("dates", [row.date]):
        return False
    if when.get("days", "all") not in ("all", "weekend" if row.weekend else "weekday"):
        return False
    if "from_date" in when:
        first, last = when["from_date"], when["to_date"]
        inside = first <= row.date <= last if first <= last else row.date >= first or row.date <= last
        if not inside:
            return False
    return when.get("from", 0) <= row.at < when.get("to", 24)


def felt(rows: list[Row], when: dict[str, Any]) -> list[float | None]:
    """The temperature that decides in each row."""
    if "read_at" not in when:
        return [row.temperature for row in rows]
    found, last = [], None
    for row in rows:
        if int(row.at) == when["read_at"]:
            last = row.temperature
        found.append(last)
    return found


def by_temperature(rows: list[Row], when: dict[str, Any]) -> list[bool]:
    if "below" not in when and "above" not in when:
        return [True] * len(rows)
    found, on, since = [], False, 0
    for row, temperature in zip(rows, felt(rows, when), strict=True):
        if temperature is None:
            found.append(False)
            continue
        if "below" in when:
            begins = temperature < when["below"] - SAME
            over = temperature >= when.get("until", when["below"]) - SAME
        else:
            begins = temperature >= when["above"] - SAME
            over = temperature < when.get("until", when["above"]) - SAME
        if on and over and row.hour - since >= when.get("hold_hours", 0):
            on = False
        if begins and not on:
            on, since = True, row.hour
        found.append(on)
    return found


def holds(rows: list[Row], when: dict[str, Any], file: list[int] | None = None) -> list[bool]:
    met = [in_calendar(row, when) and ok for row, ok in zip(rows, by_temperature(rows, when), strict=True)]
    if file is not None:
        met = [ok and file[row.hour] == 1 for ok, row in zip(met, rows, strict=True)]
    if "coldest_days" in when:
        days = sorted({row.day for row, ok in zip(rows, met, strict=True) if ok})
        mean = {day: round(math.fsum(r.temperature for r in rows if r.day == day)
                           / sum(1 for r in rows if r.day == day), 9) for day in days}  # fmt: skip
        chosen = sorted(days, key=lambda day: (mean[day], day))[: when["coldest_days"]]
        met = [ok and row.day in chosen for ok, row in zip(met, rows, strict=True)]
    if "coldest_hours" in when:
        order = sorted((row.temperature, place) for place, (row, ok) in enumerate(zip(rows, met, strict=True)) if ok)
        kept = {place for _, place in order[: 2 * when["coldest_hours"]]}
        met = [place in kept for place in range(len(rows))]
    return met


def controlled(rows: list[Row], tariff: dict[str, Any]) -> list[bool]:
    held = [holds(rows, one) for one in tariff["electricity"].get("control", [])]
    return [any(one[place] for one in held) for place in range(len(rows))]


# ---------------------------------------------------------------------------------------------------------- prices


def period_of(row: Row, power: dict[str, Any]) -> str:
    for window in power.get("windows", []):
        if in_calendar(row, window):
            return window["period"]
    return power.get("otherwise", "")


def of_month(value: Any, month: int) -> float:
    return value[month - 1] if isinstance(value, (list, tuple)) else value


def riders_of(given: Any, month: int) -> float:
    if not isinstance(given, list) or not isinstance(given[0], dict):
        return of_month(given, month)
    return sum(one["price"] for one in given if month in one.get("months", range(1, 13)))


def prices_of(rows: list[Row], tariff: dict[str, Any], series: list[float] | None) -> list[float]:
    power = tariff["electricity"]
    specials = [(one, holds(rows, one)) for one in power.get("special_prices", [])]
    prices = []
    for place, row in enumerate(rows):
        if series is not None:
            price = series[row.hour]
        elif "periods" in power:
            price = power["periods"][period_of(row, power)]
        else:
            price = of_month(power.get("monthly", power.get("price")), row.month)
        for one, held in specials:
            if held[place] and "price" in one:
                price = one["price"]
        for one, held in specials:
            if held[place] and "add" in one:
                price += one["add"]
        prices.append(price + power.get("delivery", 0) + riders_of(power.get("riders", 0), row.month))
    return prices


# ------------------------------------------------------------------------------------------------------------ bills


def in_blocks(amount: float, blocks: list[dict[str, float]]) -> float:
    cost, start = 0.0, 0.0
    for block in blocks:
        end = block.get("up_to", math.inf)
        if amount > start:
            cost += (min(amount, end) - start) * block["price"]
        start = end
    return cost


def season_order(months: list[int]) -> list[int]:
    """Months of a season in the order in which it has them: it begins after the longest gap."""
    if len(months) == 12:
        return months
    gaps = {month: next(n for n in range(1, 13) if (month - 1 - n) % 12 + 1 in months) for month in months}
    first = max(months, key=lambda month: (gaps[month], -month))
    return sorted(months, key=lambda month: (month - first) % 12)


def ladder_months(ladder: dict[str, Any], used: list[tuple[int, int, float]]) -> dict[int, float]:
    """What a ladder costs in each month of what is used: (month, day, amount)."""
    months = list(ladder.get("months", range(1, 13)))
    cost = dict.fromkeys(range(1, 13), 0.0)
    per = ladder.get("per", "month")
    sums: dict[Any, float] = {}
    for month, day, amount in used:
        if month in months:
            key = (month, day) if per == "day" else month
            sums[key] = sums.get(key, 0.0) + amount
    if per == "day":
        for (month, _), amount in sums.items():
            cost[month] += in_blocks(amount, ladder["blocks"])
    elif per == "month":
        for month, amount in sums.items():
            cost[month] += in_blocks(amount, ladder["blocks"])
    else:
        upto = 0.0
        for month in season_order(months) if per == "season" else months:
            before, upto = in_blocks(upto, ladder["blocks"]), upto + sums.get(month, 0.0)
            cost[month] += in_blocks(upto, ladder["blocks"]) - before
    return cost


def shared_months(
    ladder: dict[str, Any], own: list[tuple[int, int, float]], every: list[tuple[int, int, float]]
) -> dict[int, float]:
    """What periods pay of a ladder that all use fills: their share of it, by the day or the month."""
    cost = dict.fromkeys(range(1, 13), 0.0)
    for month in ladder.get("months", range(1, 13)):
        daily = ladder.get("per") == "day"
        for day in sorted({d for m, d, _ in every if m == month}) if daily else [None]:
            mine, total = (
                sum(amount for m, d, amount in use if m == month and day in (None, d)) for use in (own, every)
            )
            if total > 0:
                cost[month] += mine / total * in_blocks(total, ladder["blocks"])
    return cost


class Biller:
    """The bills of one house under one tariff."""

    def __init__(self, tariff: dict[str, Any], hours: list[tuple[int, float]], extra: dict[str, Any]) -> None:
        self.tariff, self.rows, self.extra = tariff, rows_of(hours, tariff), extra
        self.prices = prices_of(self.rows, tariff, extra.get("series"))
        self.power, self.fuel = tariff["electricity"], tariff.get("fuel", {})
        self.periods = [period_of(row, self.power) for row in self.rows]
        self.off = controlled(self.rows, tariff)
        self.house = [extra["household"][row.hour] / 2 if "household" in extra else 0.0 for row in self.rows]
        self.own = [extra["solar"][row.hour] / 2 if "solar" in extra else 0.0 for row in self.rows]
        self.idle = self.bills([0.0] * len(self.rows), [0.0] * len(self.rows))

    def season(self, kwh: list[float], fuel: list[float]) -> dict[str, float]:
        """What so much electricity [kWh] and fuel [units] of heating in each row adds to the bills."""
        with_heat = self.bills(kwh, fuel)
        return {key: value - self.idle[key] for key, value in with_heat.items()}

    def bills(self, kwh: list[float], fuel: list[float]) -> dict[str, float]:
        """Both bills of the year, fixed charges apart."""
        power = self._electricity([a + b for a, b in zip(kwh, self.house, strict=True)])
        burned = self._fuel(fuel)
        return {"electricity": power, "fuel": burned, "both": power + burned}

    def _electricity(self, use: list[float]) -> float:
        solar = self.power.get("solar", {})
        netted = "solar" in self.extra and solar.get("netting", "hour") == "month"
        bought, charges, paid = [], dict.fromkeys(range(1, 13), 0.0), dict.fromkeys(range(1, 13), 0.0)
        parts: dict[int, list[float]] = {month: [] for month in charges}
        for used, own, price, row in zip(use, self.own, self.prices, self.rows, strict=True):
            net = used - own
            bought.append(net if netted else max(0.0, net))
            parts[row.month].append(price * bought[-1])
            if not netted and net < 0:
                paid[row.month] += -net * solar.get("credit", price)
        for month, values in parts.items():
            charges[month] = math.fsum(values)
        if netted:
            for period in {*self.periods}:
                for month in charges:
                    here = [p for p, row in enumerate(self.rows) if self.periods[p] == period and row.month == month]
                    own = math.fsum(self.own[p] for p in here)
                    left = -math.fsum(bought[p] for p in here)
                    if own > 0 and left > 0:
                        value = math.fsum(self.own[p] * self.prices[p] for p in here) / own
                        charges[month] += left * value
                        paid[month] += left * solar.get("credit", value)
        for ladder in self.ladders():
            used_there = [
                (row.month, row.day, amount)
                for row, amount, period in zip(self.rows, bought, self.periods, strict=True)
                if not ladder.get("periods") or period in ladder["periods"]
            ]
            if ladder.get("shared"):
                all_of_it = [(row.month, row.day, amount) for row, amount in zip(self.rows, bought, strict=True)]
                costs = shared_months(ladder, used_there, all_of_it)
            else:
                costs = ladder_months(ladder, used_there)
            for month, cost in costs.items():
                charges[month] += cost
        for demand in self.demands():
            peaks = dict.fromkeys(range(1, 13), 0.0)
            for used, own, row, period in zip(use, self.own, self.rows, self.periods, strict=True):
                if not demand.get("periods") or period in demand["periods"]:
                    peaks[row.month] = max(peaks[row.month], 2 * (used - own))
            highest = max(peaks.values())
            for month, peak in peaks.items():
                billed = max(peak, demand.get("ratchet_percent", 0) / 100 * highest)
                charges[month] += billed * of_month(demand["charge"], month)
        return self._taxed(charges, paid, self.power)

    def ladders(self) -> list[dict[str, Any]]:
        given = self.power.get("ladders", [])
        return [*given, {"blocks": self.power["blocks"]}] if "blocks" in self.power else given

    def demands(self) -> list[dict[str, Any]]:
        given = list(self.power.get("demand", []))
        if "demand_charge" in self.power:
            given.append({"charge": self.power["demand_charge"], "periods": self.power.get("demand_periods")})
        return given

    def _fuel(self, burned: list[float]) -> float:
        if not self.fuel:
            return math.fsum(burned) * self.extra["fuel_price"]
        used = {month: of_month(self.fuel.get("other_use", 0), month) for month in range(1, 13)}
        parts: dict[int, list[float]] = {month: [] for month in used}
        for amount, row in zip(burned, self.rows, strict=True):
            parts[row.month].append(amount)
        charges = {}
        for month, values in parts.items():
            units = used[month] + math.fsum(values)
            price = of_month(self.fuel.get("monthly", self.fuel.get("price")), month)
            price += riders_of(self.fuel.get("riders", 0), month)
            charges[month] = price * units + in_blocks(units, self.fuel.get("blocks", []))
        return self._taxed(charges, dict.fromkeys(charges, 0.0), self.fuel)

    @staticmethod
    def _taxed(charges: dict[int, float], paid: dict[int, float], of: dict[str, Any]) -> float:
        total = []
        for month, charge in charges.items():
            least = of_month(of.get("minimum", 0), month)
            total.append((max(charge, least) if least > 0 else charge) - paid[month])
        return math.fsum(total) * (1 + of.get("tax_percent", 0) / 100)
