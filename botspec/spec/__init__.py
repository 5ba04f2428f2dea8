"""YAML text -> Spec: document (positions), model (shape), units (values). What a key means is in docs/semantics.md."""
