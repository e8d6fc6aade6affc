"""Sources that stay where they are: opened as lazy tables of an engine, never loaded whole.

::

    scan         a source as a lazy table, with its header and some of its rows
    files        folders, globs and files → scans
    dimensions   which columns are judged together, and their distinct combinations
    lookups      combinations judged once → tables that are joined back
"""
