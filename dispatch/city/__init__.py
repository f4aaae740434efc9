"""City packs: everything a control centre needs to begin — area, stations, units, hospitals, drones, roads."""
