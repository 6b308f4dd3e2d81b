"""The ledger: what stands of everybody's minutes, written once, chained, doubted in words, decided by people.

Read `chain` first (how one entry holds the next), then `entries` (who writes them, and when), `policy` (what makes
somebody look), `flags` and `disputes` (who looks, and what they decide), `audit` (whether all of it is as it was
written).
"""
