"""The commands of `saferhub`, by the work they do; libraries are imported inside, so that `--help` answers at once."""
