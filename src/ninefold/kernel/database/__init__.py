"""The one door to the database: Django's settings, column types, bulk statements, leases, the migrated template."""
