"""Hand-made tables behind ``data/gazetteer`` and ``data/boundaries``, and their row rules."""
