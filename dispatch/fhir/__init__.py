"""What we write and read as FHIR R4: the handover document of a patient, its parts, and news of them. Pure."""
