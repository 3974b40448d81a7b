//! The router with what only a platform knows: where a request comes from.

mod listen;

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{
    Router,
    extract::{ConnectInfo, Request},
    http::{HeaderMap, HeaderName},
    middleware::{Next, from_fn},
};
use openclaw_web::{ClientAddress, Site};

pub use listen::{Patience, bind, listen};

use crate::observability::measured;

/// Everything that answers a request. Each carries its [`ClientAddress`], if the router is served with
/// [`into_make_service_with_connect_info`](Router::into_make_service_with_connect_info).
///
/// `address_header` names the header in which a trusted proxy names the client. Without it no header
/// counts: anybody may send one.
pub fn service(site: Arc<Site>, address_header: Option<HeaderName>) -> Router {
    located(openclaw_web::router(site), address_header).layer(from_fn(measured))
}

fn located(router: Router, address_header: Option<HeaderName>) -> Router {
    router.layer(from_fn(move |mut request: Request, next: Next| {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map(|ConnectInfo(peer)| peer.ip());
        let header = address_header.as_ref();
        let told = header.and_then(|header| told_address(request.headers(), header));
        if let Some(address) = told.or(peer) {
            request.extensions_mut().insert(ClientAddress(address));
        }
        next.run(request)
    }))
}

/// The last entry: the proxy appended it, whatever stood there before.
fn told_address(headers: &HeaderMap, name: &HeaderName) -> Option<IpAddr> {
    let line = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    address(line.rsplit(',').next()?.trim())
}

/// An address, which some proxies write with its port or in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    let with_port = || text.parse().ok().map(|address: SocketAddr| address.ip());
    bare.unwrap_or(text).parse().ok().or_else(with_port)
}

#[cfg(test)]
mod tests {
    use axum::{
        Extension,
        body::{Body, to_bytes},
        routing::get,
    };
    use tower::ServiceExt as _;

    use super::*;

    const NAME: HeaderName = HeaderName::from_static("x-forwarded-for");

    fn told(lines: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(NAME, line.parse().unwrap());
        }
        told_address(&headers, &NAME).map(|address| address.to_string())
    }

    #[test]
    fn the_last_entry_counts() {
        for (lines, expected) in [
            (&["203.0.113.7"][..], "203.0.113.7"),
            (&["10.0.0.1, 203.0.113.7"], "203.0.113.7"),
            (&["10.0.0.1", "10.0.0.2,203.0.113.7"], "203.0.113.7"),
            (&["203.0.113.7:4711"], "203.0.113.7"),
            (&["2001:db8::1"], "2001:db8::1"),
            (&["[2001:db8::1]"], "2001:db8::1"),
            (&["[2001:db8::1]:4711"], "2001:db8::1"),
        ] {
            assert_eq!(told(lines).as_deref(), Some(expected), "{lines:?}");
        }
    }

    #[test]
    fn garbage_names_nobody() {
        for lines in [
            &[][..],
            &[""],
            &["unknown"],
            &["203.0.113.7, "],
            &["203.0.113.7, _hidden"],
            &["203.0.113.7", "300.1.1.1"],
            &["\u{e9}"],
        ] {
            assert_eq!(told(lines), None, "{lines:?}");
        }
    }

    /// The address that a handler sees of a request from 192.0.2.1 with these headers.
    async fn seen(address_header: Option<HeaderName>, headers: &[(&str, &str)]) -> String {
        let handler = async |client: Option<Extension<ClientAddress>>| match client {
            Some(Extension(client)) => client.network(),
            None => "nobody".to_owned(),
        };
        let router = located(Router::new().route("/", get(handler)), address_header);
        let mut request = Request::get("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::empty()).unwrap();
        let peer = SocketAddr::from(([192, 0, 2, 1], 4711));
        request.extensions_mut().insert(ConnectInfo(peer));
        let answer = router.oneshot(request).await.unwrap();
        let body = to_bytes(answer.into_body(), 100).await.unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn the_trusted_header_names_the_client_and_no_other_does() {
        let spoofed = ("cf-connecting-ip", "198.51.100.1");
        let told = ("x-forwarded-for", "198.51.100.2, 203.0.113.7");
        assert_eq!(seen(Some(NAME), &[spoofed, told]).await, "203.0.113.7");
        assert_eq!(seen(Some(NAME), &[spoofed]).await, "192.0.2.1");
        assert_eq!(seen(None, &[spoofed, told]).await, "192.0.2.1");
    }

    #[tokio::test]
    async fn what_is_no_address_leaves_the_connections_other_end() {
        let garbage = ("x-forwarded-for", "unknown");
        assert_eq!(seen(Some(NAME), &[garbage]).await, "192.0.2.1");
        assert_eq!(seen(Some(NAME), &[]).await, "192.0.2.1");
    }
}
