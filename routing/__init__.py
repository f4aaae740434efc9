"""Roads: networks, travel times and routes. Knows edges and minutes; nothing of patients, units or hospitals."""
