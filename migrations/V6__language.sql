-- The language somebody chose; none, while they have not.
ALTER TABLE user_account ADD COLUMN language TEXT
  CONSTRAINT user_account_language CHECK (language IN ('ko', 'en'));
