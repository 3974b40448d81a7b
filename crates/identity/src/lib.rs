//! Sign-in: by `OpenID` Connect at any provider, and by Clerk.
//!
//! [`OpenIdProvider`] promises the domain's
//! [`IdentityProvider`](openclaw_domain::port::identity::IdentityProvider): the authorization code
//! flow with PKCE, state and nonce. A person is only told when an id token proves them, signed by a
//! key the provider publishes over TLS, made by that provider, for us, for this one sign-in, and not
//! expired.
//!
//! [`Clerk`] promises [`HostedSignIn`](openclaw_domain::port::identity::HostedSignIn): Clerk signs
//! people in on its own pages, and its session token proves them as strictly.

mod clerk;
mod directory;
mod failure;
mod http;
mod jws;
mod kept;
mod provider;
mod settings;
mod token;

pub use clerk::{Clerk, ClerkSettings, ClerkSettingsError};
pub use provider::OpenIdProvider;
pub use settings::{Settings, SettingsError};
