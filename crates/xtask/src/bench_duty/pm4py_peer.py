"""The nearest that pm4py has: a temporal profile, which asks of each pair of kinds how many days may lie between them.

usage: pm4py_peer.py LOG.csv RULES.txt

It knows no conditions, no windows that nothing may fall into, and no requirement of something before. Prints the number of
deviations.
"""
import sys
import warnings

warnings.filterwarnings("ignore")
import pandas
import pm4py

log, rules = sys.argv[1:3]
rules = [line.split() for line in open(rules) if line.strip()]
profile = {(r[2], r[3]): (0.0, int(r[4]) * 86_400.0) for r in rules if r[1] == "duty"}
frame = pandas.read_csv(log, parse_dates=["time"], dtype={"subject": str})
frame = frame.rename(columns={"subject": "case:concept:name", "kind": "concept:name", "time": "time:timestamp"})
found = pm4py.conformance_temporal_profile(pm4py.format_dataframe(frame), profile, zeta=1.0)
print("deviations", sum(len(case) for case in found), sep=",")
