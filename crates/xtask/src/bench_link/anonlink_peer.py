"""anonlink on two lists of encodings: Dice of all pairs at or above a threshold.

usage: anonlink_peer.py A.json B.json THRESHOLD
Prints: figures: PAIRS SECONDS (processor seconds of the comparison alone).
"""
import base64
import json
import sys
import time

from anonlink.similarities import dice_coefficient_accelerated
from bitarray import bitarray


def read(path):
    out = []
    for text in json.load(open(path))["clks"]:
        bits = bitarray()
        bits.frombytes(base64.b64decode(text))
        out.append(bits)
    return out


a, b = read(sys.argv[1]), read(sys.argv[2])
start = time.process_time()
found = dice_coefficient_accelerated((a, b), float(sys.argv[3]))
print(f"figures: {len(found[0])} {time.process_time() - start:.4f}")
