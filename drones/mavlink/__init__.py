"""The link to real vehicles over MAVLink 2: ArduCopter on the other side, or a simulated one that behaves like it.

`line` carries bytes, `frames` makes messages of them, `exchange` brings lists up and down, `returning` sets the height
of a return, `loading` brings up a whole plan and `keeping` doubts it when others may have changed it. `commands` asks
until it is answered, `hearing` keeps what the vehicle says. `goals` says what it should be doing, `launching` and
`driving` make it so. `conversation` is all of that with one vehicle, without a thread and without a clock of its own;
`channel` gives it both, and `process` holds many.
"""
