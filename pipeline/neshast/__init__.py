"""neshast («نشست», meeting): Persian and Dari meeting reports as structured records."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neshast.api import MeetingRecord, Pipeline, __version__, extract
__all__ = ["MeetingRecord", "Pipeline", "__version__", "extract"]


def __getattr__(name: str) -> object:  # Names load when first used: `import neshast` is instant.
    if name not in __all__:
        raise AttributeError(f"module 'neshast' has no attribute {name!r}")
    return getattr(__import__("neshast.api", fromlist=[name]), name)
