"""The paramedics' commands: the next step, where we are, how the patient is."""
