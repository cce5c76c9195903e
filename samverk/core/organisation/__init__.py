"""Organisation: a dated tree of units with external keys and inherited cost centre."""
