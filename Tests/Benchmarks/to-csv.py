#!/usr/bin/env python3
"""Converts decoded records on standard input to CSV, as one would with Python's own modules."""

import csv
import json
import sys

rows = csv.writer(sys.stdout, lineterminator="\n")
for number, line in enumerate(sys.stdin):
    record = json.loads(line)
    if number == 0:
        rows.writerow(["datetime", *record["fields"]])
    time = record["time"]
    rows.writerow([f"{time[:10]} {time[11:19]}", *record["fields"].values()])
