"""Messages to people: in a thread of their own, over a bounded queue, never in the way of an order.

messenger.py  to whom     outbox.py  a thread and a queue for each     webhook.py  JSON to an address of https
services.py   the rest, by apprise
"""
