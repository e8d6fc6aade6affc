"""Thin pages; each draws what `geo` computed."""
