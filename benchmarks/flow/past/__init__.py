"""Past orders: whether a database that has grown old is slower than a new one, and which queries would make it so."""
