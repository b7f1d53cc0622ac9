"""What every engine must do, tried on documents and queries of chance."""
