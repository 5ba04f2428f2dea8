"""botspec beside backtesting.py on the shipped bars, trade by trade. `make fidelity` writes docs/fidelity.md."""
