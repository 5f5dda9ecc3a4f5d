"""The price time machine: the whole recorded history under other prices, as sliders move."""
