//! Drives the sandbox over real HTTP, as the product's clients do.

mod contract;
mod control;
mod generator;
mod openai;
mod openid;
mod portone;
mod sample;
mod support;
