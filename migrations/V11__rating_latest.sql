-- The latest ratings are read often: an agent's card says how it was liked.

CREATE INDEX run_rating_latest ON run_rating (rated_at);
