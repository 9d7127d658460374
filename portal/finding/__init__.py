"""Finding articles and videos: the only domain that knows the search engine."""
