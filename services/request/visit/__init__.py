"""The visit, as whoever ordered sees it: the two words by which it is known, what becomes of it, and one more of it."""
