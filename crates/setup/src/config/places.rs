//! Where the program and its things are, as configured.

use std::net::{Ipv4Addr, SocketAddr};

use super::Config;

impl Config {
    /// Where the stand-ins are expected: as configured, or the port after ours.
    #[must_use]
    pub fn sandbox_address(&self, listening: SocketAddr) -> SocketAddr {
        let next = listening.port().checked_add(1).unwrap_or(0);
        let after = SocketAddr::from((Ipv4Addr::LOCALHOST, next));
        self.sandbox.listen.unwrap_or(after)
    }

    /// The address people type.
    #[must_use]
    pub fn public_url(&self, listening: SocketAddr) -> String {
        let url = self.public_url.clone();
        let url = url.unwrap_or_else(|| local_url(listening));
        url.trim_end_matches('/').to_owned()
    }
}

/// Where this machine reaches what listens there.
#[must_use]
pub fn local_url(listening: SocketAddr) -> String {
    // "Every address" is none that can be typed.
    let ip = if listening.ip().is_unspecified() {
        Ipv4Addr::LOCALHOST.into()
    } else {
        listening.ip()
    };
    format!("http://{}", SocketAddr::new(ip, listening.port()))
}
