"""Anonymity, match probability, founder events and radiocarbon: the chapter on anthropology."""
