"""The scripted life: a named cast at four universities, run through the services."""
