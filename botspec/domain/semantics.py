"""The number of what a spec means: raised when the same spec would trade differently, whatever the version says."""

SEMANTICS = 1
