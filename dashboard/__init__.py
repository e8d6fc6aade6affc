"""The application: pages, pictures and the command `dharna`."""
