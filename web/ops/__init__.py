"""What operators of the system look at: health, readiness, metrics."""
