"""Simulation: the whole recorded history under other prices, as sliders move."""
