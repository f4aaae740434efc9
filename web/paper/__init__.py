"""What is printed: the board every five minutes, the signed handover sheet. Drawn here, with the pages' own words."""
