"""Text out of files, in a process of its own that is limited in time, memory and reach. Imports no Django.

run(path, name) -> Extraction        what is in a file; never raises for a bad one
pages.render_page(…), page_layout(…)  a page as an image, and where its characters stand
"""

from .result import Extraction, Limits, Section
from .run import run

__all__ = ["Extraction", "Limits", "Section", "run"]
