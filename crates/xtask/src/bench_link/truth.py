"""The truth of sets of records and the household each record gives (house and street, or surname and postcode), apart by a tab, one line
a record in the order of the files; empty where it is not known. Of officers, what the record says follows, apart by further tabs.

usage: truth.py OUT.txt FILE...
"""
import csv
import gzip
import os
import sys

out, files = sys.argv[1], sys.argv[2:]
with open(out, "w") as to:
    for file in files:
        if file.endswith(".parquet"):
            import pyarrow.parquet as pq

            table = pq.read_table(file)
            column = table["cluster"].to_pylist()
            places = ("street_number", "street_name"), ("surname", "postcode")
            place = next((p for p in places if set(p) <= set(table.column_names)), ())
            parts = [table[name].to_pylist() for name in place]
            homes = [" ".join(p) if all(p) else "" for p in zip(*parts)] or [""] * len(column)
        else:
            opened = gzip.open(file, "rt", newline="") if file.endswith(".gz") else open(file, newline="")
            with opened as source:
                rows = list(csv.DictReader(source, skipinitialspace=True))
            name = os.path.basename(file).removesuffix(".csv.gz")
            if name.startswith("profiles__"):
                # Officers: the truth is a file beside; the surname stands in the place of a household.
                with gzip.open(os.path.join(os.path.dirname(file), "truth.csv.gz"), "rt", newline="") as source:
                    truth = list(csv.DictReader(source))
                of = {t["source_person_id"]: t["uid"] for t in truth if t["source"] == name.removeprefix("profiles__")}
                facts = ("first_name", "last_name", "appointed_date", "gender", "race", "middle_initial", "birth_year", "current_age")
                for r in rows:
                    said = "\t".join((r.get(f) or "").strip() for f in facts)
                    stars = " ".join(v.strip() for k, v in r.items() if "star" in k and v.strip())
                    to.write(f"{of.get(r['source_person_id'], '')}\t{r['last_name'].strip().lower()}\t{said}\t{stars}\n")
                continue
            # FEBRL writes the person into the record's name: rec-12-dup-0 is person 12.
            homes = [""] * len(rows)
            column = [r["cluster"] if "cluster" in r else r["rec_id"].split("-")[1] for r in rows]
        to.writelines(f"{'' if c is None else c}\t{h}\n" for c, h in zip(column, homes))
