"""Several files of made people as one: records and people are numbered on from file to file.

usage: many.py OUT.parquet FILE.parquet...
"""
import sys

import pyarrow.compute as pc
import pyarrow.parquet as pq

out, files = sys.argv[1], sys.argv[2:]
writer, first = None, {"unique_id": 0, "cluster": 0}
for file in files:
    table = pq.read_table(file)
    for name in first:
        numbers = pc.add(table[name], first[name])
        table = table.set_column(table.schema.get_field_index(name), name, numbers)
        first[name] = pc.max(numbers).as_py() + 1
    writer = writer or pq.ParquetWriter(out, table.schema, compression="zstd")
    writer.write_table(table, row_group_size=1 << 20)
writer.close()
