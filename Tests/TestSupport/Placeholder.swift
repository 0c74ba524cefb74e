// Spine placeholder.
