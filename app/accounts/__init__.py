"""People, authorities, membership and sign-in."""
