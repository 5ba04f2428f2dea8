"""Bars as columns. numpy is loaded only where columns are."""
