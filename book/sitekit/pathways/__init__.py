"""A course of one's own out of this one: chosen chapters, a plan of sessions, a filtered book.

`declare` reads `book/_data/pathways.yml`, `choose` says which pages a pathway takes and what it
breaks, `plan` puts them into sessions, `syllabus` writes that down, `filtered` makes the book's
sources with the chosen chapters alone, `left_out` turns links into the rest into notes, and
`command` is `course pathway`.
"""
