// The engine's types are in the files beside this one.
