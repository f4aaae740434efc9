"""Remote orders and talk between hospital, medical director and crew."""
