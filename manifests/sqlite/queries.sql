SELECT count(*), sum(cents), min(day), max(day) FROM purchase;

SELECT country, count(*) AS purchases, sum(cents) / 100.0 AS total
FROM purchase JOIN customer ON customer.id = purchase.customer
GROUP BY country ORDER BY total DESC;

SELECT name FROM customer
WHERE id NOT IN (SELECT customer FROM purchase WHERE day >= 180);

SELECT customer, day, cents, sum(cents) OVER (PARTITION BY customer ORDER BY day, id) AS so_far
FROM purchase WHERE customer <= 20;

SELECT a.id, b.id FROM purchase a JOIN purchase b ON b.day = a.day AND b.customer = a.customer AND b.id > a.id;

WITH RECURSIVE month(first) AS (SELECT 0 UNION ALL SELECT first + 30 FROM month WHERE first < 330)
SELECT first, (SELECT sum(cents) FROM purchase WHERE day BETWEEN first AND first + 29) AS total FROM month;

INSERT INTO purchase(customer, day, cents) SELECT id, 100, 2500 FROM customer WHERE country = 'AT';
SELECT count(*) FROM purchase WHERE day = 100;

UPDATE purchase SET cents = cents * 0.9 WHERE day > 300;

DELETE FROM purchase WHERE cents < 1000;
SELECT count(*) FROM purchase;

EXPLAIN QUERY PLAN SELECT * FROM purchase WHERE customer = 7 ORDER BY day;
