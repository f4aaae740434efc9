"""Registered people at work: coming in, keeping a card, reading one, breaking one open, and what time brings."""
