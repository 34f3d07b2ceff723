"""Tests of everything a youth reads, and of the engine that walks through it."""
