"""Stories of the traffic: heard, closed, learned, and what follows."""
