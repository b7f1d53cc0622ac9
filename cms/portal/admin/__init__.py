"""The portal's part of the admin: the list of all articles, the way to a new one, one's own drafts."""
