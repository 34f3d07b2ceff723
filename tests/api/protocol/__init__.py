"""Tests of api/protocol."""
