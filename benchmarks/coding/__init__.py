"""How well does the machine code after so many decisions of hers?"""

from benchmarks.coding.texts import Coded, load_gennovate, load_mentoring, load_nhs
from benchmarks.coding.texts import clean as _clean

__all__ = ["Coded", "_clean", "load_gennovate", "load_mentoring", "load_nhs"]
