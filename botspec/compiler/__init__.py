"""Spec -> Pipeline: catalog (which blocks there are), checks (what is wrong), resolve and digest (what runs)."""
