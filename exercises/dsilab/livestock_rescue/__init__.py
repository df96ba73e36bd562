"""Models, figures and data of the chapter on livestock research and genetic rescue."""
