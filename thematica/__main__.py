"""``python -m thematica`` is the command line."""

import sys

from thematica.cli import main

sys.exit(main())
