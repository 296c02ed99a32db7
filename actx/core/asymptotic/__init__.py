"""How a function behaves as x goes to a point from one side, or to an infinity: its leading terms, proved."""
