"""Our extensions of OpenAPI, each declared once: where it may stand, what its value is, and what it says.

`python -m adwright.extensions` writes what is made of the declarations: the schema for editors, and the table in
`specs/README.md`.
"""
