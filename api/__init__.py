"""The relay: passes sealed envelopes between youth and workers, and can open none of them."""
