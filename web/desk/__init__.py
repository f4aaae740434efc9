"""The dispatchers' face: JSON and the console."""
