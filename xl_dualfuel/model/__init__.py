"""The temperature-bin model, as plain functions on arrays: bins, loads, equipment, seasons, balance points."""
