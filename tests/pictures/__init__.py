"""The pictures of the README: a stage, its scenes, and how they are drawn."""
