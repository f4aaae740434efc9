"""The proof on a microscopic traffic simulator: our roads, our router and our signal requests driven in SUMO.

`make twin` installs SUMO (the extra `twin`, never a need of the running system) and writes docs/proofs/twin.md. Only
`netconvert`, `world` and what imports it reach SUMO; the rest is plain Python and is tested without it.
"""
