"""派单. Keeps the queue, opens rounds of offers, ends the search honestly when nobody can be found.

Owns: rounds and their offers, withdrawing, the two signatures under unfulfilled, supervising what is overdue.
Hears: approved and cancelled orders, items and sites from request; who can help and what became of each offer and each
visit from volunteer; ratings from feedback.
Says: order.offered, order.withdrawn, order.unfulfilled.
Never: knows a name, accepts for anybody, lowers anybody's rank for a no.
"""
