"""What every feature stands on: database, pages, security, files, jobs and the clock."""
