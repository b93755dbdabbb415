"""What we know so far: pages merged into one store, and the loop that asks for them.

Nothing here paints and nothing here knows HTTP.
"""
