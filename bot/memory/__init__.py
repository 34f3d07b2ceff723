"""The bot's own database: what it must remember, and nothing that opens a youth's earlier words."""
