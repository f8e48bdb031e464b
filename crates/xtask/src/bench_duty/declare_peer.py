"""The same rules as Declare constraints with times, on the same log, in Declare4Py.

usage: declare_peer.py LOG.csv RULES.txt

Prints one line for each rule: id, activations, fulfilments, violations.
"""
import sys
import warnings

warnings.filterwarnings("ignore")
import pandas
import pm4py
from Declare4Py.D4PyEventLog import D4PyEventLog
from Declare4Py.ProcessMiningTasks.ConformanceChecking.MPDeclareAnalyzer import MPDeclareAnalyzer
from Declare4Py.ProcessModels.DeclareModel import DeclareModel

log, rules = sys.argv[1:3]
rules = [line.split() for line in open(rules) if line.strip()]
kinds = sorted({k for r in rules for k in r[2:4]})
text = "".join(f"activity {k}\nbind {k}: amount\n" for k in kinds) + "amount: float between 0.0 and 200.0\n"
ever = 100 * 366
for name, form, trigger, action, days, amount in rules:
    more = "" if amount == "-" else f"A.amount > {amount} "
    seconds = (ever if form == "requires" and days == "0" else int(days)) * 86_400
    head = {
        "duty": f"Response[{trigger}, {action}]",
        "bar": f"Not Response[{trigger}, {action}]",
        "requires": f"Precedence[{action}, {trigger}]",
    }[form]
    text += f"{head} |{more or ' '}| |0,{seconds},s\n"

frame = pandas.read_csv(log, parse_dates=["time"], dtype={"subject": str})
frame = frame.rename(
    columns={"subject": "case:concept:name", "kind": "concept:name", "time": "time:timestamp", "holder": "org:resource"}
)
events = pm4py.convert_to_event_log(pm4py.format_dataframe(frame))
# The loader of Declare4Py reads two properties that pm4py no longer sets.
events._properties["pm4py:param:timestamp_key"] = "time:timestamp"
events._properties["pm4py:param:activity_key"] = "concept:name"
wrapped = D4PyEventLog(case_name="case:concept:name", log=events)
model = DeclareModel().parse_from_string(text)
found = MPDeclareAnalyzer(log=wrapped, declare_model=model, consider_vacuity=False).run()
sums = [[0, 0, 0] for _ in rules]
for trace in found.model_check_res:
    for total, result in zip(sums, trace):
        total[0] += result.num_activations or 0
        total[1] += result.num_fulfillments or 0
        total[2] += result.num_violations or 0
for rule, total in zip(rules, sums):
    print(rule[0], *total, sep=",")
