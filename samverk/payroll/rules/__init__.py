"""The pay rules: pure functions of numbers, dates and rates, each with a sheet of cases."""
