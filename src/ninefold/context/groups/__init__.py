"""Groups that people belong to, as `group` calls tell: companies, households, teams."""
