"""Registered people, opt-in: what a card holds, whom it is shown to, and how a health summary becomes one. Pure."""
