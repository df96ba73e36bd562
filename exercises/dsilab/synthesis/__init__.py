"""A model of a benefit-sharing mechanism: who pays, who receives, what it costs, who can use."""
