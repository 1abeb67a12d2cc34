//! Tables: what is given, what kubectl makes of it.
