"""The tests. A package, so that ``tests/geo`` never stands in for the package ``geo``."""
