"""The notebook functions, and where a name becomes an object."""
