"""UI: the page shell, components and writing rules that every page is made of."""
