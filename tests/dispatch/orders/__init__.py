"""Remote orders and talk."""
