"""How an update comes in: heard once, in order, and answered only after it is kept."""
