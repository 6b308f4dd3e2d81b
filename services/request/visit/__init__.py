"""The visit, as whoever ordered sees it: the two words by which it is known, and what becomes of it."""
