"""What became of drone flights: their figures, their log, and what they were worth."""
