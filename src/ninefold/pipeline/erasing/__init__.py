"""Erasing a person from every place: steps that can be killed and go on, and a receipt when all is done."""
