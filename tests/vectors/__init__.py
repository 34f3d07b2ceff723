"""Proves that both languages speak the protocol byte for byte."""
