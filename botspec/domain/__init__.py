"""The nouns of trading: frozen dataclasses and enums. No third party, no I/O."""
