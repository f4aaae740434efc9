"""The administrators' pages and JSON: people, machines, the city, policies, the audit."""
