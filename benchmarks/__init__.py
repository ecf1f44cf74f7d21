"""Peers and limits, side by side in the same run; each file offers ``run`` and gives rows of name, ours, peer, note."""
