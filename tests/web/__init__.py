"""The console in a real Chromium and its rooms in Node: what a worker, a founder and a coordinator meet there."""
