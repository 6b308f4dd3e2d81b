"""All four services together, as they run: every arrow, every crossing, and whatever people, time and faults mix up."""
