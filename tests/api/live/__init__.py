"""Tests of api/live."""
