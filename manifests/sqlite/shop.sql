-- A shop of 200 customers and 5,000 orders, made by the engine itself: the same rows everywhere.
CREATE TABLE customer(id INTEGER PRIMARY KEY, name TEXT NOT NULL, country TEXT NOT NULL);
CREATE TABLE purchase(
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customer(id),
  day INTEGER NOT NULL CHECK (day BETWEEN 0 AND 364),
  cents INTEGER NOT NULL CHECK (cents > 0)
);
CREATE INDEX purchase_by_customer ON purchase(customer);

WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
INSERT INTO customer SELECT i, 'customer ' || i, substr('ATCHDEFRITNLPTSE', 1 + 2 * (i * 37 % 8), 2) FROM n;

WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
INSERT INTO purchase SELECT i, 1 + i * 7919 % 200, i * 104729 % 365, 100 + i * 15485863 % 49900 FROM n;
