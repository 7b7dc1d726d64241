FIELDS = ()
EMPTY: dict = {}
build = key = page = read = valid = None
