"""Mass casualty: one incident, many casualties. What is decided here is pure; see docs/mci.md."""
