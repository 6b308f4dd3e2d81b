"""Running: the processes that the services live in, their threads, their one origin, and what is seen of them."""
