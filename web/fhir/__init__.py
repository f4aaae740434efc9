"""FHIR R4 for the receiving hospital: its inbound patients, and news of them. Reading by scope; errors as outcomes."""
