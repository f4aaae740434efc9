"""What became of drone flights: figures for supervisors, and the log of a flight."""
