"""What a change to a bot means, and what the repository allows: judgements on specs, without files, clocks or git."""
