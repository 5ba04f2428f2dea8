"""Checked before an order leaves: a breach denies the order, with a reason code."""
