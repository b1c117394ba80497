"""One module for each kind of thing on the timeline; `gui.timeline.registry` lists them."""
