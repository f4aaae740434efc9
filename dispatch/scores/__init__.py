"""Clinical scores and field triage by published rules. Pure: findings in, points with their reasons out.

Every value may be unknown. An unknown one is never guessed: the score then lies between two bounds, says which
parameters are missing and why, and names the mildest and the gravest band it may still be. Sources: docs/scores.md.
"""
