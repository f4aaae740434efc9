"""Films from ambulances, over the web: the crew's side and the viewers'."""
