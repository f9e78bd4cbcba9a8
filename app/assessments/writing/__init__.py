"""Writing in the browser: the step protocol, the plain form, going back, answering together."""
