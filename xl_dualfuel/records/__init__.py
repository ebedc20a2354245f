"""Records that a thermostat wrote: reading them, and their temperature bins."""
