"""Where sealed frames and the few facts about them rest, under two locks."""
