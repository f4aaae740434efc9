"""Trips as they were promised and as they went, and the minutes learnt from them."""
