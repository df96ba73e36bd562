"""What an instructor shows and hands out, made from the book's own pages and question banks."""
