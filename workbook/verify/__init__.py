"""Verifying workbooks of strangers: read, recompute, compare, report."""

from .batch import files_of, to_json, verify_batch, verify_file
from .findings import IDS, Finding, Verdict, exit_status
from .programme import ByProgramme, by_its_own
from .single_file import Judge, verify

__all__ = [
    "IDS",
    "ByProgramme",
    "Finding",
    "Judge",
    "Verdict",
    "by_its_own",
    "exit_status",
    "files_of",
    "to_json",
    "verify",
    "verify_batch",
    "verify_file",
]
