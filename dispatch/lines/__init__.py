"""The human channels: people who ring, write a text or fill in a form, all into one queue. Nobody who tried is lost."""
