"""What physicians and crews do about a patient from afar: orders in a closed loop, and lines to each other."""
