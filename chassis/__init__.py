"""What every room stands on: time, ids, places, states, events, storage. No medical or operational rule."""
