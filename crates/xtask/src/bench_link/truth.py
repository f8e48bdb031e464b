"""The truth of sets of records, one line a record in the order of the files; empty where it is not known.

usage: truth.py OUT.txt FILE...
"""
import csv
import sys

out, files = sys.argv[1], sys.argv[2:]
with open(out, "w") as to:
    for file in files:
        if file.endswith(".parquet"):
            import pyarrow.parquet as pq

            column = pq.read_table(file, columns=["cluster"])["cluster"].to_pylist()
        else:
            with open(file, newline="") as source:
                rows = list(csv.DictReader(source, skipinitialspace=True))
            # FEBRL writes the person into the record's name: rec-12-dup-0 is person 12.
            column = [r["cluster"] if "cluster" in r else r["rec_id"].split("-")[1] for r in rows]
        to.writelines(f"{'' if c is None else c}\n" for c in column)
