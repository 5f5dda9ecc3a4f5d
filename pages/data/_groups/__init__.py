"""The Groups page: tables taken in or typed, the dimensions with what is not mapped, the imports."""
