"""What the person who called may do by the link in the text message."""
