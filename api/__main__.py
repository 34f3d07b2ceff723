"""`python -m api`: serve, migrate, setup-link."""

from api.cli import main

main()
