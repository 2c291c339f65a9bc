"""Run every notebook from its first cell to its last; an error in a cell is an error here.

python notebooks/run.py           run them
python notebooks/run.py --save    run them, and keep what they print
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent


def main() -> int:
    """Run all notebooks; 1 if one of them fails."""
    for path in sorted(HERE.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        NotebookClient(
            notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(HERE)}}
        ).execute()
        for cell in notebook.cells:
            cell.metadata.pop("execution", None)  # when it ran does not matter
            if cell.cell_type == "code":  # nor do progress bars
                cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
        if "--save" in sys.argv[1:]:
            nbformat.write(notebook, path)
        print(f"{path.name}: {sum(cell.cell_type == 'code' for cell in notebook.cells)} cells ran")
    return 0


if __name__ == "__main__":
    sys.exit(main())
