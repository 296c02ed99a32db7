#!/bin/sh
# actx in a pipeline: numbers from seq, values from actx, columns by paste, arithmetic by awk.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

seq -4 4 > "$scratch/x"
actx eval gelu - < "$scratch/x" > "$scratch/gelu"
actx eval quick_gelu -i "$scratch/x" > "$scratch/quick_gelu"

echo 'x gelu quick_gelu difference'
paste -d ' ' "$scratch/x" "$scratch/gelu" "$scratch/quick_gelu" |
    awk '{ printf "%d %.6f %.6f %+.6f\n", $1, $2, $3, $3 - $2 }'

# The mean slope of each on [-1, 1], from a csv.
for f in tanh sigmoid; do
    actx deriv "$f" --range -1:1:201 --format csv |
        awk -F, -v f="$f" 'NR > 1 { sum += $3 } END { printf "mean slope of %s on [-1, 1]: %.4f\n", f, sum / (NR - 1) }'
done
