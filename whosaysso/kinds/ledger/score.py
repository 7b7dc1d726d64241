score = complete = None
