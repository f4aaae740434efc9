"""Traffic as JSON: speeds in, closures kept, the layer of the maps out."""
