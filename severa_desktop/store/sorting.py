"""The row id of an activity: it sorts by time, so lists and search give the newest first without sorting.

`started_at` stands above, the activity's id below, so equal times sort by id.
"""

_ID_BITS = 24
"""Room for 16 million activities. The fewer, the shorter is the search index, which holds differences of row ids."""
_LARGEST_TIME = (1 << 32) - 1


def sort_id(started_at: int, activity_id: int) -> int:
    """Return the sort id; times outside 1970 to 2106 sort with the first or the last of these seconds."""
    return min(max(started_at, 0), _LARGEST_TIME) << _ID_BITS | activity_id


def activity_id_of(row_id: int) -> int:
    """Return the activity's id that a sort id holds."""
    return row_id & ((1 << _ID_BITS) - 1)


def second_of(row_id: int) -> int:
    """Return the second, since 1970, that a sort id holds."""
    return row_id >> _ID_BITS


def first_at(started_at: int) -> int:
    """Return the smallest sort id of this second."""
    return sort_id(started_at, 0)


def last_at(started_at: int) -> int:
    """Return the largest sort id of this second."""
    return sort_id(started_at, (1 << _ID_BITS) - 1)
