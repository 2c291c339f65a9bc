"""What thematica is compared with, run in an environment of its own."""
