"""What DF_SETTING answers: the setting to program, and what each constraint set aside, as rows."""

from __future__ import annotations

from typing import Final

from ..inputs.cells import Rows, out
from ..model.solution import Solution
from ..results import in_units, setting_words

HEADS: Final = (
    "constraint", "switchover", "annual_cost", "saving_vs_existing", "unmet_mmbtu", "cold_hours", "costs", "message",
)  # fmt: skip
"""In the first row of the setting; below it switchover [°F], unmet_mmbtu and cold_hours [h] are of what a constraint
set aside, and costs is what that costs a season [$]"""


def setting_rows(s: Solution) -> Rows:
    """HEADS, the setting to program, and a row for each constraint; blank where it set nothing aside."""
    setting = in_units.shown(setting_words.to_json(s), s.case.units)
    rows = [["setting", *(setting[head] for head in HEADS[1:6]), None, setting["headline"]]]
    for one in setting["constraints"]:
        aside, season = one["set_aside"], ("unmet_mmbtu", "cold_hours")
        given = [None if aside is None else one[key] for key in (*season, "costs")]
        rows.append([one["id"], aside, None, None, *given, one["message"]])
    return [list(HEADS), *(list(map(out, row)) for row in rows)]
