"""Tests of api/jobs."""
