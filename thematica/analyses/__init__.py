"""What the codings say: pure functions from one resolved set of codings to a result."""
