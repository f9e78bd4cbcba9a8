"""The audit trail: every act, under a typed tag."""
