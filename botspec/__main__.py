"""`python -m botspec` is `botspec`."""

from botspec.cli.main import main

main()
