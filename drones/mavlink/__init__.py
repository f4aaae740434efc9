"""The link to real vehicles over MAVLink 2: ArduCopter on the other side, or a simulated one that behaves like it.

`line` carries bytes, `frames` makes messages of them, `exchange` brings missions up and down, `commands` asks until it
is answered, `hearing` keeps what the vehicle says. `conversation` is all of that with one vehicle, without a thread
and without a clock of its own; `thread` gives it both.
"""
