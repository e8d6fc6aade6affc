"""What each command of `dharna` does: options in, a sentence of what was written out."""
