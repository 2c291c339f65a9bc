"""An immutable, ordered collection of records that are looked up by id."""

from __future__ import annotations

import dataclasses
import html
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    import pandas as pd


class Record(Protocol):
    """A frozen dataclass with an id."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def id(self) -> str:
        """Unique in its collection."""


R = TypeVar("R", bound=Record)


class Collection(Generic[R]):
    """Records in a stable order: iterate over them, count them, look one up by its id.

    Args:
        records: The records, in the order in which they are to stay.

    Raises:
        ValueError: Two records have the same id.
    """

    record_type: ClassVar[type[Any]]

    def __init__(self, records: Iterable[R] = ()) -> None:
        self._records: tuple[R, ...] = tuple(records)
        self._position: dict[str, int] = {r.id: i for i, r in enumerate(self._records)}
        if len(self._position) < len(self._records):
            twice = next(i for i, n in Counter(r.id for r in self._records).items() if n > 1)
            raise ValueError(f"two records have the id {twice!r}")

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[R]:
        return iter(self._records)

    def __contains__(self, record_id: object) -> bool:
        return record_id in self._position

    def __getitem__(self, record_id: str) -> R:
        """Look up one record by its id; KeyError if there is none."""
        return self._records[self._position[record_id]]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Collection) and type(self) is type(other) and self._records == other._records

    def __hash__(self) -> int:
        return hash((type(self), self._records))

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self)}>"

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids, in order."""
        return tuple(self._position)

    def position(self, record_id: str) -> int:
        """Give the place of a record in this order, from 0; KeyError if there is none."""
        return self._position[record_id]

    def to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a record and one column a field."""
        return records_to_frame(self._records, self.record_type)

    def _repr_html_(self) -> str:
        return shorten_frame(self.to_frame(), repr(self))


def records_to_frame(records: Iterable[Any], record_type: type[Any]) -> pd.DataFrame:
    """Turn frozen records into a pandas table, one column a field, even when there are none."""
    import pandas as pd

    names = [field.name for field in dataclasses.fields(record_type)]
    rows = [[getattr(record, name) for name in names] for record in records]
    return pd.DataFrame(rows, columns=names)


def describe_in_html(text: str) -> str:
    """Give a reading as a paragraph of a notebook, a line a statement; names in it may hold any character.

    >>> describe_in_html("aged <30 & over")
    '<p style="white-space: pre-line">aged &lt;30 &amp; over</p>'
    """
    return f'<p style="white-space: pre-line">{html.escape(text, quote=False)}</p>'


def shorten_frame(frame: pd.DataFrame, title: str, rows: int = 20) -> str:
    """Show the first rows of a table under a title, as HTML for a notebook."""
    shown = frame.head(rows).to_html(index=False, border=0)
    more = f"<p>… and {len(frame) - rows:,} more rows</p>" if len(frame) > rows else ""
    return f"<p><b>{html.escape(title)}</b></p>{shown}{more}"
