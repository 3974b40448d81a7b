-- What YouTube shows of a niche, shared by all who ask: kept for thirty days at most, then deleted.

-- What the day's quota was spent on. A caller writes how far it may go; what would go beyond is
-- refused, whichever process asks.
CREATE TABLE youtube_quota (
  bucket  TEXT   NOT NULL CONSTRAINT youtube_quota_bucket CHECK (bucket IN ('SEARCH', 'GENERAL', 'STATS')),
  -- The day in Pacific time, at whose midnight YouTube fills the buckets again: 2026-11-27.
  day     TEXT   NOT NULL,
  used    BIGINT NOT NULL,
  allowed BIGINT NOT NULL,
  CONSTRAINT youtube_quota_bucket_day PRIMARY KEY (bucket, day),
  CONSTRAINT youtube_quota_not_overspent CHECK (used <= allowed)
);

-- What people ask about. Nobody's name is kept with it.
CREATE TABLE niche (
  id          TEXT   NOT NULL CONSTRAINT niche_id PRIMARY KEY,
  -- As it is shared: composed, lower case, single spaces.
  text        TEXT   NOT NULL,
  region      TEXT   NOT NULL,
  period_days BIGINT NOT NULL CONSTRAINT niche_period CHECK (period_days IN (7, 14, 30)),
  -- How often it was asked for; halved with every search, so that it tells of late.
  asked       BIGINT NOT NULL,
  asked_at    BIGINT NOT NULL,
  -- Until then somebody searches; nobody else does.
  busy_until  BIGINT NOT NULL,
  CONSTRAINT niche_text_region_period_days UNIQUE (text, region, period_days)
);

-- The newest search of a niche.
CREATE TABLE niche_snapshot (
  niche_id          TEXT   NOT NULL CONSTRAINT niche_snapshot_niche_id PRIMARY KEY REFERENCES niche (id),
  searched_at       BIGINT NOT NULL,
  -- When the counts were read, and when those before them were.
  counted_at        BIGINT NOT NULL,
  counted_before_at BIGINT
);

CREATE INDEX niche_snapshot_by_age ON niche_snapshot (searched_at);

-- Its videos, the most viewed first when it was searched. A count may be hidden, and is then none.
CREATE TABLE niche_video (
  niche_id      TEXT   NOT NULL REFERENCES niche_snapshot (niche_id),
  position      BIGINT NOT NULL,
  video_id      TEXT   NOT NULL,
  title         TEXT   NOT NULL,
  channel_title TEXT   NOT NULL,
  published_at  BIGINT NOT NULL,
  seconds       BIGINT,
  shorts        TEXT   NOT NULL CONSTRAINT niche_video_shorts CHECK (shorts IN ('LIKELY', 'UNLIKELY', 'UNKNOWN')),
  subscribers   BIGINT,
  views         BIGINT,
  likes         BIGINT,
  comments      BIGINT,
  views_before  BIGINT,
  CONSTRAINT niche_video_niche_id_position PRIMARY KEY (niche_id, position),
  CONSTRAINT niche_video_niche_id_video_id UNIQUE (niche_id, video_id)
);
