//! The product, from outside.

