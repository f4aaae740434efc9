"""What people say of a place, read and looked up."""
