"""Who is on call when: planned by a coordinator, published, swapped and covered by workers."""
