"""Models, figures and data of the chapter on foundations: records, rules, users and providers."""
