//! The rules of the domain that need no database, through its public face.

mod agents;
mod checks;
mod exports;
mod injection;
mod manifest;
mod speech;
mod subtitles;
mod support;
