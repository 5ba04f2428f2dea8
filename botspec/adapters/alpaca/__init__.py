"""Alpaca through the unmodified alpaca-py clients; the only package that imports `alpaca`, and only when used.

sdk.py          what is used of alpaca-py
connect.py      guarded clients: one origin, our time-outs, no retries        connection.py  asking, and what failed
orders.py       order <-> JSON, exact          outcomes.py   what a submit came to
account.py      account and positions          activities.py cash movements
listing.py      lists of orders, complete      tracking.py   which orders are ours, and what we last heard
broker.py       ports.broker.Broker            feed.py       ports.feed.Feed, over bars.py and actions.py
times.py        Alpaca's clock and calendar    budget.py     requests a minute
burst.py        several requests at once       symbols.py    coins in both spellings
stream.py       one stream, in its own thread  dialects.py   what is said on it
hints.py        ports.hints.Hints over both
burst.py        several requests at once       symbols.py    coins in both spellings
stream.py       one stream, in its own thread  dialects.py   what is said on it
hints.py        ports.hints.Hints over both
"""
