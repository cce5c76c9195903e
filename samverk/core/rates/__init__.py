"""Law as data: dated figures with unit, legal reference, source and certainty."""
