//! Pages as data: each is a plain struct with its askama template, filled in by a handler.
//!
//! Nothing here knows the domain, the database or the router; what a page shows, it is given.
//! Everything is escaped by default, with two exceptions: [`run::Succeeded::result_html`], which the
//! agent's own template escaped, and [`document::Document::body`], our legal texts. Messages with markup
//! ([`crate::words::Rich`]) escape what fills them.
//! Words are [`crate::words::Message`]s: the language is chosen when the page is written out.
//! Each page has [`samples`], so that all of them can be rendered, tested and looked at.

pub mod admin;
pub mod agent_form;
pub mod agents;
pub mod api_docs;
pub mod badge;
pub mod chart;
pub mod choice;
pub mod credits;
pub mod dashboard;
pub mod device;
pub mod document;
pub mod error;
mod filters;
pub mod format;
pub mod landing;
pub mod leaving;
pub mod order;
pub mod package;
pub mod refund;
pub mod result;
pub mod run;
pub mod runs;
pub mod samples;
pub mod settings;
pub mod sharing;
pub mod shell;
pub mod sign_in;
pub mod style_guide;
pub mod table;
pub mod timeline;
pub mod welcome;

pub use samples::{fragments, gallery};
