"""How one part of a study becomes the next: pure functions that receive their backend as an argument."""
