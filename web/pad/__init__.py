"""The drone operators' face: JSON and the page."""
