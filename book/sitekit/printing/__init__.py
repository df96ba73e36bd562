"""The book to print and to take along: PDF files through Chromium, and an EPUB.

Both are made from the built pages, never from a second copy of the words. `pages` reads them and
`article` makes of a page what paper and e-readers can show; `paper` and `pdf` make the PDF files,
`epub` the e-book.
"""

from __future__ import annotations

#: Where the editions are written, below the root, and what the whole book is called there.
FOLDER, BOOK = "_build/print", "dsi-course"
