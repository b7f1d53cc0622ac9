"""理论库 in the admin. No logic of its own: everything that changes a work is a verb of cms.library.services.

scope.py     which libraries and works a person may work with
policy.py    what he may do with them
viewset.py   the list, the form and their wiring; listing.py, editing.py, panels.py hold the parts
upload.py    many files at once
files.py     another file for a work, extraction once more, former files
bulk.py      what can be done to many works
"""
