"""Models, figures and data of the chapter on crop research."""
