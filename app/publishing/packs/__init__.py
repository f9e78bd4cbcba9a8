"""What reviewers, authorities and the region take away from peer challenge: packs as PDF and as zip."""
