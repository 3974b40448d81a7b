#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| openclaw_properties::check("webhook_clerk", bytes));
