"""The answer for one case: tables, checks, advice, judgement, JSON and CSV."""
