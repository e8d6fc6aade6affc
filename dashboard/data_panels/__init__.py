"""The panels of page Data, one module each."""
