"""import_works: paths on the command line become works.

walk.py      every file below the paths, those inside archives unpacked one at a time
archives.py  zip and tar, safely
shelving.py  what folders and names say: volumes of a book, issues of a newspaper
pool.py      extraction in threads, in order
run.py       the whole import, batch by batch; resumable
report.py    one JSON object a line
follow.py    search catches up before the command ends
"""
