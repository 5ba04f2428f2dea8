"""An Alpaca-compatible server on loopback: REST in front of `exchange/`, on bars of the past.

Read `config` (what is simulated), `venue` (time and bars drive the exchange), `desk` (commands, durable and replayed),
`routes/` and `render/` (Alpaca's paths and JSON), `app` (who may ask), `serve` (the process).
"""
