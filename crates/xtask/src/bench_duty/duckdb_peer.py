"""The same rules on the same log in DuckDB: ASOF joins, one for each rule.

usage: duckdb_peer.py LOG.csv RULES.txt LAST_DAY counts|evidence THREADS OUT.csv

Prints one line for each rule: id, activations, met, late, done while barred, nothing recorded, not yet due.
"""
import sys
import duckdb

log, rules, last, mode, threads, out = sys.argv[1:7]
db = duckdb.connect()
db.execute(f"SET threads = {threads}")
kinds = "'opened','assessed','visited','referred','reviewed','notified','decided','appealed','paid','reminded','closed','escalated'"
db.execute(f"CREATE TYPE kind AS ENUM ({kinds})")
# Subjects as numbers, kinds as an enumeration, the row number for nothing: what suits DuckDB best.
db.execute(
    f"CREATE TABLE e AS SELECT * FROM read_csv('{log}', header=true, columns="
    "{'subject':'INTEGER','kind':'kind','time':'DATE','holder':'VARCHAR','amount':'DOUBLE'})"
)


def select(rule):
    name, form, trigger, action, days, amount = rule
    more = "" if amount == "-" else f" AND amount > {amount}"
    evidence = mode == "evidence"
    cols = "subject, time, holder, rowid AS r" if evidence else "subject, time"
    acols = "subject, time, rowid AS r" if evidence else "subject, time"
    t = f"(SELECT {cols} FROM e WHERE kind = '{trigger}'{more}) t"
    a = f"(SELECT {acols} FROM e WHERE kind = '{action}') a"
    if form == "requires":
        join = f"{t} ASOF LEFT JOIN {a} ON t.subject = a.subject AND a.time <= t.time"
        due = "t.time"
        ok = "a.time IS NOT NULL" if days == "0" else f"a.time >= t.time - {days}"
        later = f"{t} ASOF LEFT JOIN {a} ON t.subject = a.subject AND a.time >= t.time"
        verdict = f"CASE WHEN {ok} THEN 'met' WHEN b.time IS NOT NULL THEN 'late' ELSE 'nothing recorded' END"
        bcols = "b.time, b.r" if evidence else "b.time"
        b = f"(SELECT {acols} FROM e WHERE kind = '{action}') b"
        join += f" ASOF LEFT JOIN {b} ON t.subject = b.subject AND b.time > t.time"
        done = f"CASE WHEN {ok} THEN a.time ELSE b.time END"
        row = f"CASE WHEN {ok} THEN a.r ELSE b.r END"
    else:
        join = f"{t} ASOF LEFT JOIN {a} ON t.subject = a.subject AND a.time >= t.time"
        due = f"t.time + {days}"
        if form == "duty":
            verdict = (
                f"CASE WHEN a.time <= {due} THEN 'met' WHEN {due} > DATE '{last}' THEN 'not yet due' "
                "WHEN a.time IS NOT NULL THEN 'late' ELSE 'nothing recorded' END"
            )
            done, row = "a.time", "a.r"
        else:
            verdict = (
                f"CASE WHEN a.time <= {due} THEN 'done while barred' WHEN {due} > DATE '{last}' THEN 'not yet due' ELSE 'met' END"
            )
            done, row = f"CASE WHEN a.time <= {due} THEN a.time END", f"CASE WHEN a.time <= {due} THEN a.r END"
    if not evidence:
        return f"SELECT '{name}' AS rule, {verdict} AS verdict FROM {join}"
    late = f"CASE WHEN {verdict} = 'late' THEN {done} - ({due}) WHEN {verdict} = 'nothing recorded' THEN DATE '{last}' + 1 - ({due}) END"
    return (
        f"SELECT '{name}' AS rule, 1 AS version, t.subject, t.holder, t.time AS started, {due} AS due, {verdict} AS verdict, "
        f"{done} AS done, {late} AS days_late, t.r + 2 AS trigger_row, {row} + 2 AS action_row FROM {join}"
    )


rules = [line.split() for line in open(rules) if line.strip()]
words = ["met", "late", "done while barred", "nothing recorded", "not yet due"]
count = ", ".join(f"count(*) FILTER (verdict = '{w}')" for w in words)
if mode == "counts":
    for rule in rules:
        print(*db.execute(f"SELECT '{rule[0]}', count(*), {count} FROM ({select(rule)})").fetchone(), sep=",")
else:
    first = True
    for rule in rules:
        db.execute(f"COPY ({select(rule)}) TO '{out}.{rule[0]}' (HEADER {str(first).lower()})")
        first = False
