"""What each audience reads first when its page opens. The stream carries it on from `newest`."""
