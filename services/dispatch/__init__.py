"""派单. Keeps the queue, opens rounds of offers, ends the search honestly when nobody can be found.

Owns: rounds and their offers, withdrawing, the level that looks for somebody, the limits and the clock until somebody
is asked, supervision, the two signatures under unfulfilled, the list of gaps; who is suggested, and why.
Hears: approved, changed, held, resumed, urged and cancelled orders, items and sites from request; who can help and what
became of each offer and each visit from volunteer; ratings from feedback.
Says: order.offered, order.withdrawn, order.escalated, order.supervised, order.unfulfilled.
Tells: nobody. It holds no phone; staff see what waits for them in the queue of their site.
Never: knows a name, accepts for anybody, lowers anybody's rank for a no.
"""
