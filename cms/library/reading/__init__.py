"""What readers of the library are shown, prepared as plain values: templates ask nothing of the database."""
