"""One study folder on disk: load, call, save."""

from thematica.study.study import Study

__all__ = ["Study"]
