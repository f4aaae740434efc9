"""What supervisors look at: the day in figures, the wallboard, what happened to one incident."""
