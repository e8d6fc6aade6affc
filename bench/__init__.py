"""Benchmarks: each compares Dharna with something else on the same machine in the same run."""
