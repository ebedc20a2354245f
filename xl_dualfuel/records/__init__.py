"""Records that a thermostat wrote: what was read, and the bins made from it."""
