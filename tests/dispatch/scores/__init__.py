"""Scores against the vectors their authors published, and against what must hold of every patient."""
