"""The real parts that tests run against: Elasticsearch, PostgreSQL, Chromium, LibreOffice, vnu."""
