"""What other agencies read of our hospitals: EDXL-HAVE and FHIR."""
