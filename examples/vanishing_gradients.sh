#!/bin/sh
# Vanishing gradients: f'(x) further and further out, for activations that saturate and some that do not.
# Where a framework's float32 shows 0 (sigmoid' at 18 is 0 in most), the true value stands here.
set -eu

for x in 0 2 4 8 18 40; do
    printf '%s' "$x"
    for f in sigmoid tanh softsign gelu relu; do
        printf '\t%s' "$(actx deriv "$f" "$x" --format plain)"
    done
    echo
done | { printf 'x\tsigmoid\ttanh\tsoftsign\tgelu\trelu\n'; cat; }
