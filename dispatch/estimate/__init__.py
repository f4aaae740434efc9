"""Estimates from what is said and measured: advice beside the rules, never instead of them. Everything here is pure."""
