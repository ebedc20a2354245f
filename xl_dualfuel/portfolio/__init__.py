"""Tables of homes on disk, of any size: read part by part, worked out, written, continued."""
