-- Records as tables. One row of `people` is one person of one record: nothing here says that two
-- rows of the same name are one person. Offsets count code points of the document's text.

CREATE TABLE documents (
  id INTEGER PRIMARY KEY,
  collection TEXT NOT NULL,       -- a name that the user gave; '' by default
  doc_id TEXT NOT NULL,
  sha256 TEXT, text_sha256 TEXT, encoding TEXT, path TEXT, url TEXT, publisher TEXT,
  published TEXT,                 -- Gregorian, ISO 8601
  variety TEXT,                   -- fa-IR or fa-AF
  extra TEXT,                     -- JSON
  UNIQUE (collection, doc_id)
);

CREATE INDEX documents_text ON documents (text_sha256);
CREATE INDEX documents_url ON documents (url) WHERE url IS NOT NULL;

CREATE TABLE meetings (
  id INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES documents (id),
  record_id TEXT NOT NULL,
  segment_index INTEGER, segment_start INTEGER, segment_end INTEGER,
  title TEXT, title_start INTEGER,
  kind TEXT, status TEXT, mode TEXT, ordinal INTEGER,
  date TEXT,                      -- EDTF: an uncertain day stays uncertain
  earliest TEXT, latest TEXT,     -- ISO 8601, of the whole meeting; null where not known
  date_text TEXT, resolution TEXT, precision TEXT,
  venue TEXT, venue_start INTEGER, venue_place TEXT,
  venue_organisation INTEGER REFERENCES organisations (id),
  outcome_status TEXT,
  missing TEXT, warnings TEXT, confidence TEXT, -- JSON
  software_version TEXT, config_sha256 TEXT, resources_sha256 TEXT,
  digest TEXT                     -- of the record, to see that it changed
);
CREATE INDEX meetings_document ON meetings (document);
CREATE INDEX meetings_record ON meetings (record_id);
CREATE INDEX meetings_latest ON meetings (latest);

CREATE TABLE organisations (
  id INTEGER PRIMARY KEY,
  meeting INTEGER NOT NULL REFERENCES meetings (id),
  ref TEXT NOT NULL,              -- o1, o2 …, in this record only
  name TEXT NOT NULL, name_key TEXT NOT NULL,
  type TEXT, parent INTEGER REFERENCES organisations (id), country TEXT,
  authority TEXT                  -- a lasting key, where the tables know the body
);
CREATE INDEX organisations_meeting ON organisations (meeting);
CREATE INDEX organisations_authority ON organisations (authority) WHERE authority IS NOT NULL;

CREATE TABLE people (
  id INTEGER PRIMARY KEY,
  meeting INTEGER NOT NULL REFERENCES meetings (id),
  ref TEXT NOT NULL,              -- p1, p2 …, in this record only
  name TEXT NOT NULL, name_key TEXT NOT NULL,
  honorifics TEXT,                -- JSON
  gender TEXT                     -- only where a word of the report says it
);
CREATE INDEX people_meeting ON people (meeting);
CREATE INDEX people_name ON people (name_key);

CREATE TABLE posts (
  id INTEGER PRIMARY KEY,
  meeting INTEGER NOT NULL REFERENCES meetings (id),
  person INTEGER NOT NULL REFERENCES people (id),
  text TEXT NOT NULL, title TEXT,
  organisation INTEGER REFERENCES organisations (id),
  acting INTEGER, start INTEGER, "end" INTEGER
);
CREATE INDEX posts_meeting ON posts (meeting);
CREATE INDEX posts_person ON posts (person);

CREATE TABLE participants (
  id INTEGER PRIMARY KEY,         -- one row for each role of each actor
  meeting INTEGER NOT NULL REFERENCES meetings (id),
  person INTEGER REFERENCES people (id),
  organisation INTEGER REFERENCES organisations (id),
  group_text TEXT,
  role TEXT, certainty TEXT, cue TEXT, count INTEGER, on_behalf_of TEXT
);
CREATE INDEX participants_meeting ON participants (meeting);

CREATE TABLE purposes (
  id INTEGER PRIMARY KEY,
  meeting INTEGER NOT NULL REFERENCES meetings (id),
  text TEXT NOT NULL, start INTEGER, "end" INTEGER
);
CREATE INDEX purposes_meeting ON purposes (meeting);

CREATE TABLE agenda (
  id INTEGER PRIMARY KEY,
  meeting INTEGER NOT NULL REFERENCES meetings (id),
  text TEXT NOT NULL, kind TEXT,
  presented_by TEXT,              -- names
  start INTEGER, "end" INTEGER
);
CREATE INDEX agenda_meeting ON agenda (meeting);

CREATE TABLE statements (
  id INTEGER PRIMARY KEY,
  meeting INTEGER NOT NULL REFERENCES meetings (id),
  person INTEGER REFERENCES people (id),
  organisation INTEGER REFERENCES organisations (id),
  text TEXT NOT NULL, verb TEXT, form TEXT,
  via TEXT,                       -- the words that name the speaker here
  start INTEGER, "end" INTEGER
);
CREATE INDEX statements_meeting ON statements (meeting);

CREATE TABLE outcomes (
  id INTEGER PRIMARY KEY,
  meeting INTEGER NOT NULL REFERENCES meetings (id),
  text TEXT NOT NULL, type TEXT,
  responsible TEXT,               -- names
  due TEXT,                       -- EDTF
  due_text TEXT, cue TEXT, start INTEGER, "end" INTEGER
);
CREATE INDEX outcomes_meeting ON outcomes (meeting);

CREATE TABLE topics (
  id INTEGER PRIMARY KEY,
  meeting INTEGER NOT NULL REFERENCES meetings (id),
  agenda INTEGER REFERENCES agenda (id), -- null: of the whole meeting
  scheme TEXT, code TEXT, major TEXT, label TEXT, score REAL
);
CREATE INDEX topics_meeting ON topics (meeting);

CREATE VIEW meetings_at_a_glance AS
SELECT m.id, m.date, m.kind, m.status, m.title,
  (SELECT group_concat(coalesce(p.name, o.name, a.group_text), '; ')
   FROM participants a LEFT JOIN people p ON p.id = a.person
   LEFT JOIN organisations o ON o.id = a.organisation
   WHERE a.meeting = m.id AND a.role = 'chair') AS chair,
  m.venue,
  (SELECT group_concat(t.label, '; ') FROM topics t
   WHERE t.meeting = m.id AND t.agenda IS NULL) AS topics,
  (SELECT count(*) FROM people p WHERE p.meeting = m.id) AS people,
  (SELECT count(*) FROM statements s WHERE s.meeting = m.id) AS statements,
  (SELECT count(*) FROM outcomes o WHERE o.meeting = m.id) AS outcomes,
  d.collection, d.doc_id, d.url
FROM meetings m JOIN documents d ON d.id = m.document;

CREATE VIEW who_said_what AS
SELECT s.id, m.date, coalesce(p.name, o.name, s.via) AS speaker, s.verb, s.text, s.form,
  m.title, d.doc_id, s.start, s."end"
FROM statements s JOIN meetings m ON m.id = s.meeting JOIN documents d ON d.id = m.document
LEFT JOIN people p ON p.id = s.person LEFT JOIN organisations o ON o.id = s.organisation;

CREATE VIEW what_was_decided AS
SELECT o.id, m.date, o.type, o.text, o.responsible, o.due, m.title, d.doc_id, o.start, o."end"
FROM outcomes o JOIN meetings m ON m.id = o.meeting JOIN documents d ON d.id = m.document;

CREATE VIEW offices_as_told AS
SELECT x.id, m.date, p.name, x.text AS office, o.name AS organisation, x.acting, m.title, d.doc_id
FROM posts x JOIN people p ON p.id = x.person JOIN meetings m ON m.id = x.meeting
JOIN documents d ON d.id = m.document LEFT JOIN organisations o ON o.id = x.organisation;
