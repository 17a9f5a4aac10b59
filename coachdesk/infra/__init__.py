"""What ``desk.py`` is made of: the standard library only, nothing of the product."""
