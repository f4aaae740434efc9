"""The receiving hospital's face: JSON and the page."""
