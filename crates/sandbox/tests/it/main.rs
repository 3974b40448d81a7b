//! Drives the sandbox over real HTTP, as the product's clients do.

mod anthropic;
mod cancel;
mod checkout;
mod clerk;
mod contract;
mod contract_clerk;
mod contract_models;
mod contract_portone;
mod contract_youtube;
mod control;
mod generator;
mod lists;
mod openai;
mod openid;
mod openid_faults;
mod portone;
mod portone_v1;
mod sample;
mod shop;
mod support;
mod webhooks;
