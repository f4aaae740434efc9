"""`flask drones`: what is set up, imported, measured and run of drones from the command line.

Each command lives in a module of its own beside this one and is added in `commands`.
"""
