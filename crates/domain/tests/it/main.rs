//! The rules of the domain that need no database, through its public face.

mod speech;
