"""Hospitals' own systems are told what has changed: asked for, numbered from the event log, posted by the worker."""
