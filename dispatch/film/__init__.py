"""Live pictures from the ambulance: a crew shows its patient to the receiving hospital and the medical director."""
