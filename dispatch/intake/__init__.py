"""What machines tell us of an emergency: AML, PIDF-LO, eCall, CAP, the SAMU hub, alarms of things that are worn.

One pure module reads each format: bytes or text in, a frozen value out, or an UnreadableError with a stable code. What
is not understood is kept, what is only odd is a doubt, and nothing is believed because it arrived.
"""
