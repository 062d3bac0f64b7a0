"""The parts of bringing a stack up and down: labels, observing, comparing, planning, waiting."""
