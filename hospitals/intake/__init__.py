"""Everything that changes a hospital or a request.

`posting` and `answering` are commands with a transaction of their own, for the hospitals' pages. `asking` and
`choosing` are steps of dispatch's commands: they take the `Work` of an open transaction.
"""
