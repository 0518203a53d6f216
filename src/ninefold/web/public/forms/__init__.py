"""Sign-up forms as people meet them: the hosted page, a post from another site, the mailed link's one button."""
