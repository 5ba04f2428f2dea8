"""botspec beside other back-testers: same bars, same strategy, one run. `make bench` writes docs/performance.md.

Long only: in when RSI(14) < 30 and close > SMA(200), out when RSI > 55 or close < 0.97 x SMA(200); 10 % of equity in
whole shares, decided on the close, filled at the next open, no costs. Daily orders leave after that open and are sized
with it; minute orders leave at the close that decided them and are sized with it.
"""
