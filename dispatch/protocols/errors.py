"""What is wrong with a rule set, a card or a guide."""


class RulesError(ValueError):
    """A rule set that cannot be used; the message lists every mistake, one a line."""
