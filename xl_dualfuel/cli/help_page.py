"""The help of a command: its arguments, then its options by purpose."""

from __future__ import annotations

from typing import Any, Final

from typer.core import TyperCommand

_SHOWN: Final = "What to show"
_WRITTEN: Final = "What to write"
_GROUPS: Final = {
    "json_file": _WRITTEN, "csv_dir": _WRITTEN, "xlsx": _WRITTEN, "brand": _WRITTEN, "functions_sheet": _WRITTEN,
    "report": _WRITTEN, "summary": _WRITTEN, "workbooks": _WRITTEN, "out": _WRITTEN, "clean": _WRITTEN,
    "letters": _WRITTEN, "force": _WRITTEN,
    "technical": _SHOWN, "quiet": _SHOWN, "verbose": _SHOWN, "version": _SHOWN, "help": _SHOWN,
}  # fmt: skip
"""The group of an option by its name; all others say what to answer or do."""
_OTHER: Final = "Options"


class Command(TyperCommand):
    """A command whose help groups its options."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Arguments as they are called, in brackets where they may be left out."""
        names = [(one.metavar or one.name or "").upper() for one in self.params if one.param_type_name == "argument"]
        needed = [one.required for one in self.params if one.param_type_name == "argument"]
        pieces = [name if must else f"[{name}]" for name, must in zip(names, needed, strict=True)]
        return [self.options_metavar or "", *pieces]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, then each group that has options."""
        groups: dict[str, list[tuple[str, str]]] = {"Arguments": [], _OTHER: [], _WRITTEN: [], _SHOWN: []}
        for one in self.get_params(ctx):
            if one.param_type_name == "argument":
                groups["Arguments"].append(((one.metavar or one.name or "").upper(), getattr(one, "help", None) or ""))
            elif record := one.get_help_record(ctx):
                groups[_GROUPS.get(one.name or "", _OTHER)].append(record)
        for title, records in groups.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)
