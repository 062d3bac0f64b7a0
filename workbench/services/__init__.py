"""Use cases, each a verb: synchronous, cancellable, without drawing."""
