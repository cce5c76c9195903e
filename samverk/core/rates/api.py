"""The door to dated figures: the pure rate book."""

from samverk.core.rates.book import (
    Certainty,
    Rate,
    RateBook,
    RateFileInvalid,
    RateMissing,
    RateUnconfirmed,
    national_book,
    parse_rates,
    read_folder,
)

__all__ = [
    "Certainty",
    "Rate",
    "RateBook",
    "RateFileInvalid",
    "RateMissing",
    "RateUnconfirmed",
    "national_book",
    "parse_rates",
    "read_folder",
]
