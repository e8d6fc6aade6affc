"""The map that plays: site-days packed once in Python, drawn day by day in the browser."""
