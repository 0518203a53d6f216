"""In which shape: content x person view x form factor becomes a rendition that fits and loses no fact.

In: variants, person views, form factors as data. Out: renditions or authoring errors. Fitting is pure.
"""
