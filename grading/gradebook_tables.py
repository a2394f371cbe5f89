"""The tables of a gradebook, and the question which answers are still to be judged."""

TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE parts (id TEXT PRIMARY KEY, place INTEGER NOT NULL, question TEXT NOT NULL, kind TEXT NOT NULL,
  points TEXT NOT NULL, prompt TEXT NOT NULL, digest TEXT NOT NULL, self_check INTEGER NOT NULL,
  facts TEXT NOT NULL);
CREATE TABLE students (id TEXT PRIMARY KEY, name TEXT NOT NULL DEFAULT '', enrolled INTEGER NOT NULL DEFAULT 0,
  submitted INTEGER NOT NULL DEFAULT 0, digest TEXT, problem TEXT, stray TEXT NOT NULL DEFAULT '[]');
CREATE TABLE answers (student TEXT NOT NULL, part TEXT NOT NULL, text TEXT NOT NULL, syntax TEXT NOT NULL,
  digest TEXT NOT NULL, PRIMARY KEY (student, part));
CREATE TABLE judgements (student TEXT NOT NULL, part TEXT NOT NULL, answer TEXT NOT NULL, key TEXT NOT NULL,
  record TEXT NOT NULL, final INTEGER NOT NULL, PRIMARY KEY (student, part));
CREATE TABLE history (number INTEGER PRIMARY KEY, student TEXT NOT NULL, part TEXT NOT NULL, answer TEXT NOT NULL,
  key TEXT NOT NULL, outcome TEXT NOT NULL, points TEXT NOT NULL, final INTEGER NOT NULL, run INTEGER NOT NULL,
  seconds REAL NOT NULL);
CREATE TABLE marks (student TEXT NOT NULL, part TEXT NOT NULL, points TEXT NOT NULL, comment TEXT NOT NULL,
  person TEXT NOT NULL, answer TEXT, at TEXT NOT NULL, PRIMARY KEY (student, part));
CREATE TABLE incidents (run INTEGER NOT NULL, student TEXT NOT NULL, part TEXT NOT NULL, loss TEXT NOT NULL,
  detail TEXT NOT NULL);
CREATE TABLE runs (number INTEGER PRIMARY KEY, started TEXT NOT NULL, ended TEXT, options TEXT NOT NULL);
"""

PAGE = 256
TODO_FROM = """
FROM students s JOIN answers a ON a.student = s.id JOIN parts p ON p.id = a.part
LEFT JOIN judgements j ON j.student = s.id AND j.part = p.id
WHERE s.submitted = 1 AND (j.final IS NOT 1 OR j.key <> p.digest OR j.answer <> a.digest)
"""
TODO = f"""SELECT s.id, p.place, p.id, p.digest, p.points, a.text, a.syntax, a.digest, s.problem, s.stray {TODO_FROM}
AND (s.id > :student OR (s.id = :student AND p.place > :place)) ORDER BY s.id, p.place LIMIT {PAGE}"""
