#!/bin/sh
# The catalog in pictures: a family each, small panels of every activation with its derivative on one
# range; in a folder of their own, the figures of the article. Usage: gallery.sh [FOLDER [FAMILY...]]
set -eu
folder=${1:-gallery}
[ $# -eq 0 ] || shift
mkdir -p "$folder"

if [ $# -gt 0 ]; then
    printf '%s\n' "$@"
else
    actx list --format tsv | awk -F '\t' 'NR > 1 && !seen[$2]++ { print $2 }'
fi | while read -r family; do
    names=$(actx list --family "$family" --format plain)
    picture=$folder/$(echo "$family" | tr ' ' -).png
    # shellcheck disable=SC2086  # each name is a word
    actx plot $names --grid --deriv --range -6:6 --title "$family" -o "$picture"
done

if [ $# -eq 0 ]; then
    mkdir -p "$folder/article"
    sh "$(dirname "$0")/figures.sh" "$folder/article"
fi
