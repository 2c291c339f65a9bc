"""What a study is made of: frozen records and the collections that hold them. No files, numpy only."""
