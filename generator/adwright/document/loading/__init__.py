"""From files to one tree: what is referred to is read and mounted, overlays are applied, faults put right."""
