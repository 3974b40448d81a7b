//! The names, keys and secrets that the stand-ins of `crates/sandbox` know us by: sandbox mode fills
//! them in, live mode refuses them. Apart from the stand-ins, so that a Worker, which only speaks to
//! them, takes nothing else of theirs.

/// The store the sandbox's payments belong to.
pub const STORE_ID: &str = "store-sandbox-00000000-0000-4000-8000-000000000001";
/// The payment channel of the sandbox's store: a test channel, unless the sandbox
/// says otherwise.
pub const CHANNEL_KEY: &str = "channel-key-sandbox-00000000-0000-4000-8000-000000000002";
/// A channel of the same store that takes real money, as far as anything here does.
pub const LIVE_CHANNEL_KEY: &str = "channel-key-sandbox-00000000-0000-4000-8000-000000000003";
/// The secret of the `PortOne` V2 REST API.
pub const PORTONE_API_SECRET: &str = "portone-sandbox-api-secret";
/// The secret that V2 webhooks are signed with.
pub const PORTONE_WEBHOOK_SECRET: &str = "whsec_c2FuZGJveC13ZWJob29rLXNlY3JldC0wMDAwMDAwMDE=";
/// The secret that takes the place of [`PORTONE_WEBHOOK_SECRET`] when secrets are rotated.
pub const PORTONE_WEBHOOK_SECRET_NEXT: &str = "whsec_c2FuZGJveC13ZWJob29rLXNlY3JldC0wMDAwMDAwMDI=";
/// The merchant of `PortOne` V1, as `IMP.init` names it.
pub const V1_USER_CODE: &str = "imp00000000";
/// The key of the `PortOne` V1 REST API (`imp_key`).
pub const V1_API_KEY: &str = "0000000000000001";
/// The secret of the `PortOne` V1 REST API (`imp_secret`).
pub const V1_API_SECRET: &str = "portone-v1-sandbox-api-secret";
/// The key of the `OpenAI` API.
pub const OPENAI_API_KEY: &str = "sk-sandbox-openai";
/// The key of the Anthropic API.
pub const ANTHROPIC_API_KEY: &str = "sk-ant-sandbox";
/// The key of YouTube's Data API.
pub const YOUTUBE_API_KEY: &str = "sandbox-youtube-api-key";
/// The Kakao application (its REST API key).
pub const KAKAO_CLIENT_ID: &str = "sandbox-kakao-rest-api-key";
/// The secret of the Kakao application.
pub const KAKAO_CLIENT_SECRET: &str = "sandbox-kakao-client-secret";
/// The Google OAuth client.
pub const GOOGLE_CLIENT_ID: &str = "sandbox-google.apps.googleusercontent.example";
/// The secret of the Google OAuth client.
pub const GOOGLE_CLIENT_SECRET: &str = "sandbox-google-client-secret";

/// The Clerk instance, whose Frontend API would be at `clerk.sandbox.example`; it is at
/// `{url}/clerk`, and the Backend API at `{url}/clerk/v1`.
pub const CLERK_PUBLISHABLE_KEY: &str = "pk_test_Y2xlcmsuc2FuZGJveC5leGFtcGxlJA==";
/// What the Clerk instance's tokens name as their issuer, whatever the sandbox's address.
pub const CLERK_ISSUER: &str = "https://clerk.sandbox.example";
/// The secret key of Clerk's Backend API.
pub const CLERK_SECRET_KEY: &str = "sk_test_sandbox-clerk-secret-key";
/// The secret that Clerk's webhooks are signed with.
pub const CLERK_WEBHOOK_SECRET: &str = "whsec_c2FuZGJveC1jbGVyay13ZWJob29rLTAx";
