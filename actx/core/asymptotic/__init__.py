"""Asymptotic expansions of formulas, at one side of a point or at an infinity, and the limits they prove."""
