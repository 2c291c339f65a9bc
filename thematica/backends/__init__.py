"""One third-party library a module, behind a Protocol of ``thematica.model.protocols``."""
