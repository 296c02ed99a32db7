"""The frameworks that can be installed, each behind the same few questions: see `peers.peer`."""
