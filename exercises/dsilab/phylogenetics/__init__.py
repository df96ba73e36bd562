"""Models, figures and data of the chapter on phylogenetics, genome evolution and taxonomy."""
