"""What administrators of a region do: people, machines, the city. Each command is one short transaction."""
