"""Writers of codings."""
