"""The pictures, one module each: read the data, say it in words and numbers, draw it."""
