"""Models, figures and data of the chapter on macrosystems and long-term ecological research."""
