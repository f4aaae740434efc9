"""A simulated ArduCopter: it flies, obeys, refuses and fails as a real one did, and speaks MAVLink 2 over UDP.

It shares nothing with our own client but the airframe's figures: what it holds it parses itself. What it does was
read off a real ArduCopter in software (docs/drones.md): a refused upload destroys the mission that was there, home is
always its own, a return with rally points ends at one, a link that comes back changes nothing. It runs as a process of
its own (`flask drones simulate`), many vehicles in one; stepped by hand it flies a whole sortie in milliseconds.
Faults are set as in ArduPilot's own simulator, by parameters (`SIM_*`), by whoever speaks MAVLink to it.
"""
