-- What the archive has beside the tables of relational.sql.

CREATE TABLE texts (
  document INTEGER PRIMARY KEY REFERENCES documents (id),
  text TEXT NOT NULL              -- the raw text that all offsets count in
);

CREATE TABLE related (
  meeting INTEGER NOT NULL REFERENCES meetings (id),
  other INTEGER NOT NULL REFERENCES meetings (id),
  relation TEXT NOT NULL,         -- near_duplicate, same_event or same_series
  score REAL NOT NULL,            -- 0-1
  why TEXT NOT NULL,
  PRIMARY KEY (meeting, other)
);
CREATE INDEX related_other ON related (other);
CREATE VIEW related_reports AS
SELECT r.relation, r.score, r.why, a.date, a.title, x.doc_id, b.title AS other_title,
  y.doc_id AS other_doc_id, r.meeting, r.other
FROM related r JOIN meetings a ON a.id = r.meeting JOIN documents x ON x.id = a.document
JOIN meetings b ON b.id = r.other JOIN documents y ON y.id = b.document;

-- The keys of words (neshast.archive.words), by which `search` finds; for no human reader.
CREATE TABLE search_words (
  id INTEGER PRIMARY KEY REFERENCES meetings (id),
  title TEXT, people TEXT, offices TEXT, bodies TEXT, venue TEXT, agenda TEXT, statements TEXT,
  outcomes TEXT, topics TEXT, report TEXT
);
CREATE VIRTUAL TABLE search USING fts5 (
  title, people, offices, bodies, venue, agenda, statements, outcomes, topics, report,
  content = 'search_words', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 0'
);
-- What one transaction brings is one segment: the words of some thousand records, in bytes.
INSERT INTO search (search, rank) VALUES ('hashsize', 67108864);
CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab (search, row);
-- What is new is brought in by neshast.archive.indexing, many rows in one statement: after each
-- statement of a trigger FTS5 writes a segment of its own.
CREATE TRIGGER search_words_gone AFTER DELETE ON search_words BEGIN
  INSERT INTO search
    (search, rowid, title, people, offices, bodies, venue, agenda, statements, outcomes, topics,
     report)
  VALUES ('delete', old.id, old.title, old.people, old.offices, old.bodies, old.venue, old.agenda,
    old.statements, old.outcomes, old.topics, old.report);
END;
CREATE TRIGGER search_words_text AFTER UPDATE ON search_words BEGIN
  INSERT INTO search
    (search, rowid, title, people, offices, bodies, venue, agenda, statements, outcomes, topics,
     report)
  VALUES ('delete', old.id, old.title, old.people, old.offices, old.bodies, old.venue, old.agenda,
    old.statements, old.outcomes, old.topics, old.report);
  INSERT INTO search
    (rowid, title, people, offices, bodies, venue, agenda, statements, outcomes, topics, report)
  VALUES (new.id, new.title, new.people, new.offices, new.bodies, new.venue, new.agenda,
    new.statements, new.outcomes, new.topics, new.report);
END;
