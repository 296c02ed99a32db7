"""What actx is tried with: random formulas, inputs on every scale, hard cases of rounding."""
