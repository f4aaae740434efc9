"""Traffic as it comes in, and what follows from it: speeds heard, roads closed, routes and decisions made anew."""
