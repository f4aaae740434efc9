"""Handing a patient over: what is told, who signed, and the record on paper and for other systems."""
