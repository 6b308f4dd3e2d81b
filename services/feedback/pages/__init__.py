"""The people's door of feedback: the board for operators, the figures for staff."""
