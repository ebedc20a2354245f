"""Verifying workbooks of strangers: read, recompute, compare, report."""

from .batch import files_of, to_json, verify_batch, verify_file
from .findings import IDS, Finding, Verdict, exit_status
from .kept import kept_beside
from .one import Judge, verify

__all__ = [
    "IDS",
    "Finding",
    "Judge",
    "Verdict",
    "exit_status",
    "files_of",
    "kept_beside",
    "to_json",
    "verify",
    "verify_batch",
    "verify_file",
]
