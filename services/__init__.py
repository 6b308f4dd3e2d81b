"""The four services, one for each stage of an order's life."""
