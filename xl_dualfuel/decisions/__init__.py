"""What to do with an answer: how exact, how sensitive, how risky, which option, worth how much."""
