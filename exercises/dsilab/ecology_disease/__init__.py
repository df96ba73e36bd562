"""Models, figures and data of the chapter on ecology and infectious disease."""
