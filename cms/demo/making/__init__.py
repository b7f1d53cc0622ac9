"""The parts of the demo site, a module each: people, pictures, home, columns, files, articles, works."""
