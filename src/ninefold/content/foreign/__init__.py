"""Letters that another tool wrote: their HTML as blocks, their merge tags as Liquid, and what of them is left over."""
