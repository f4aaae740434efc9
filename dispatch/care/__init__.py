"""The patient's record: what is done for one patient, entry by entry, and the whole as it stands at one instant.

Pure; `dispatch.tables.carerecord` reads it out of the database."""
