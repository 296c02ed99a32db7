#!/bin/sh
# The article's figures: each of its six functions with its derivative. Usage: figures.sh [FOLDER]
set -eu
folder=${1:-.}

for f in sigmoid tanh relu leaky_relu:alpha=0.2 elu; do
    actx plot "$f" --deriv -o "$folder/${f%%:*}.png"
done
actx plot softmax --deriv --at 0 1 -o "$folder/softmax.png"
