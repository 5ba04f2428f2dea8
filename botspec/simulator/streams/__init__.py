"""Alpaca's streams: `trade_updates` on /stream, market data on /v2/{iex,sip,test} and /v1beta3/crypto/us.

Read `news` (what is told), `hub` (to whom), `trading` and `data` (the two protocols, without sockets), `endpoint` (the
sockets).
"""
