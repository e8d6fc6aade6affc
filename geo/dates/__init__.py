"""Days as people write them → days, without guessing between day-first and month-first."""

from geo.dates.columns import ParsedDays, fits_both_orders, parse_days, parse_days_together
from geo.dates.parts import join_parts

__all__ = [
    "ParsedDays",
    "fits_both_orders",
    "join_parts",
    "parse_days",
    "parse_days_together",
]
