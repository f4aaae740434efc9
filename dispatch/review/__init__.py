"""Looking back: what a day was like in figures, and what happened to one incident. Nothing here changes anything."""
