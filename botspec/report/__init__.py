"""A run as its journal tells it: metrics, charts and words, in HTML, Markdown, JSON and on a terminal."""
