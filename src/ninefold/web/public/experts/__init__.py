"""The experts' door: a page without a login, by the link of one request, to answer it or to pass it on."""
