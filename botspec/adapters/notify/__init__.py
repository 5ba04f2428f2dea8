"""Messages to people: in a thread of their own, over a bounded queue, never in the way of an order.

messenger.py  the thread and its queue     webhook.py  JSON to an address of https     services.py  the rest, by apprise
"""
