"""An order's way through all four services over HTTP: Sidan, its peers and the floor under them, in one run."""
