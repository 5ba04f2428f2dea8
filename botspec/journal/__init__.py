"""What happened, in order, enough to replay: rows as canonical JSON, hash-chained."""
