"""Where people stop in the flows: weekly counts that came rounded and hold no small number."""
