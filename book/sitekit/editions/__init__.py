"""Editions in other languages: `languages/<code>/` has translations under their sources' paths.

`translations` finds them and says which are behind their source, `source` writes an edition's
sources, `make` builds them into `<code>/` of the site, `structure` compares a translation with its
source, and `pages` adds to each page where it stands in another language.
"""
