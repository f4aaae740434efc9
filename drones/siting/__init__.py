"""Where drone stations should stand. All pure but `exact`, which loads a native solver."""
