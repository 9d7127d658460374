"""The support policy, against its written vectors and against counting by hand."""
