"""HL7 version 2 for hospitals' own systems: the pre-registration of a patient on the way. Text by pure functions."""
