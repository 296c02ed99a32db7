#!/bin/sh
# The worked examples of the article actx grew from: six activations on a few inputs, to 8 significant
# digits. (The article's framework worked in float32, and was one unit in the last place off at sigmoid(2).)
set -eu

show() {
    printf '%s\n' "$1"
    shift
    actx eval "$@" | awk '{ printf "%s%.8g", (NR > 1 ? " " : "  "), $1 } END { print "" }'
}

show sigmoid sigmoid -3 -2 -1 0 1 2 3
show tanh tanh -3 -2 -1 0 1 2 3
show relu relu -3 -2 -1 0 1 2 3
show 'leaky_relu, slope 0.2' leaky_relu:alpha=0.2 -3 -2 -1 0 1 2 3
show elu elu -10000 -100 -3 -2 -1 0 1 2 3

echo softmax
actx eval softmax -3 -2 -1 0 1 2 3 |
    awk '{ for (i = 1; i <= NF; i++) { printf "%s%.8g", (i > 1 ? " " : "  "), $i; sum += $i } printf "\n  sum %.8g\n", sum }'
