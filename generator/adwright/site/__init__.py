"""The documentation site: pages of Markdown about clients, and the site that is made of them."""
