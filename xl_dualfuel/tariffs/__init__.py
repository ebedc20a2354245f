"""A year billed hour by hour under a tariff."""
