"""Data that ships with Dharna; README.md gives each file's source and licence."""
