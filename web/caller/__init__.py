"""The caller's face: the page behind the link in the text message."""
