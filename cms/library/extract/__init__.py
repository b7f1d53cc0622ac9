"""Text out of files, in a process of its own that is limited in time, memory and reach. Imports no Django.

run(path, name) -> Extraction        what is in a file; never raises for a bad one
pages.render_page(…), mark_rects(…)  page images and rectangles for the reader
archives.walk(…)                     the files inside a zip or tar.gz, safely
"""

from .result import Extraction, Limits, Section
from .run import run

__all__ = ["Extraction", "Limits", "Section", "run"]
