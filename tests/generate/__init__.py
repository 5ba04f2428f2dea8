"""Commands that write the data files botspec ships; each is also run by a test that compares."""
