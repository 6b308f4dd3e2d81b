"""One fictional week of orders in a real county, with everything that people do to them."""
