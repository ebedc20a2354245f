"""A year of weather: files people hold, built-in stations, and the table they become."""
