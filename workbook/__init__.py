"""Everything that touches .xlsx: live formulas whose stored values come from the engine."""
