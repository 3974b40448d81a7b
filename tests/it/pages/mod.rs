//! The pages, as a browser without scripts sees them.

mod agent_form;
mod agent_list;
mod found;
mod history;
mod language;
mod maintenance;
mod orders;
mod results;
mod settings;
mod shown;
mod voice;
