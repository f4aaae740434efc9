"""Benchmarks: `make bench` prints one table. Ratios of one run count; the last digits are the machine's mood."""
