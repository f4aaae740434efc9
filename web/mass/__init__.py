"""Mass-casualty incidents over the wire: for the desk, the crews on it and the hospitals."""
