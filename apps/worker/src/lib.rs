//! OpenClaw as a Cloudflare Worker: the same router on D1 and R2.
//!
//! A Worker has no process that lasts. An isolate keeps the site, and each request has its own database,
//! tasks and feeds there (`current`): in workerd one request may not wake what another one waits for. A
//! run works in the request that started it, which streams it where that is asked for, and goes on after the
//! answer for as long as the platform allows; who watches from elsewhere asks the database. What is cut
//! off, the cron trigger refunds.
#![cfg(target_arch = "wasm32")]

mod config;
mod current;
mod entry;
mod files;
mod jobs;
mod log;
mod platform;
mod site;
