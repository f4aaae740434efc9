"""The crew's face: JSON and the page for the phone."""
