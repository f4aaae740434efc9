"""NEMSIS 3.5: the names of its elements for what we keep, in one table. Its XML is a duty elsewhere and not written."""
