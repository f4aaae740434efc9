"""Green lights for units under way: asked for once a second, answered by signal centres, told to desk and crew.

A denial, a silent centre or none at all never stops anything: the way and its arrival stand as they are.
"""
