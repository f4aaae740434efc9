"""Dispatch: the only orchestrator. Takes calls, decides, sends, watches, delivers."""
