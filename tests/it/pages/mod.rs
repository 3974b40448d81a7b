//! The pages, as a browser without scripts sees them.

mod agent_form;
mod found;
mod language;
mod orders;
mod settings;
mod shown;
