# Converts decoded records to CSV: jq --null-input --raw-output --from-file to-csv.jq
def cell: if . == true then "True" elif . == false then "False" else . end;
def row: [.time[:10] + " " + .time[11:19], (.fields[] | cell)];
input as $first
| (["datetime"] + ($first.fields | keys_unsorted)), ($first, inputs | row)
| @csv
