"""Views of the library: they translate HTTP; what they show is prepared in cms.library.reading."""
