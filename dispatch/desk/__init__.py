"""The dispatchers' commands: take a call, decide, send, ask, close. Each is one short transaction, or two."""
