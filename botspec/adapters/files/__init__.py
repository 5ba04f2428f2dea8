"""What Alpaca said, kept on this machine: history that is asked for once."""
