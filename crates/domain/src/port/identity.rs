//! Who somebody is, told by a provider they already have an account with.

use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

use super::payment::{NoticeError, WebhookRequest};

/// A person as their provider names them. An account of ours is (issuer, subject), never an email.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The provider, as its tokens name it: `https://kauth.kakao.com`.
    pub issuer: String,
    /// The person, in the provider's own numbering.
    pub subject: String,
    /// What to call them; may be missing.
    pub name: Option<String>,
    /// Where to write to them; may be missing.
    pub email: Option<String>,
}

/// What must be remembered between sending a browser to a provider and its coming back. It travels
/// in a cookie of that browser alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInSecrets {
    /// Comes back in the address; must be the same.
    pub state: String,
    /// Comes back in the id token; must be the same.
    pub nonce: String,
    /// The PKCE code verifier, sent with the code.
    pub verifier: String,
}

/// Where to send the browser, and what to remember until it is back.
#[derive(Clone, Debug)]
pub struct SignInStart {
    /// The provider's authorization address, complete.
    pub url: String,
    /// For the browser's cookie.
    pub secrets: SignInSecrets,
}

/// Why nobody was signed in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// The provider did not answer as it should; trying again may help.
    #[error("the sign-in provider is unavailable: {0}")]
    Unavailable(String),
    /// What came back does not prove anything: a wrong code, token, signature, nonce or audience.
    #[error("the sign-in was not proved: {0}")]
    Refused(String),
}

/// One provider: Kakao, Google, or any other that speaks OpenID Connect.
pub trait IdentityProvider: Send + Sync {
    /// Makes the address to send a browser to. `redirect_url` is where it shall come back;
    /// a `login_hint` is passed on with `prompt=none`, so that a program can sign in without a page.
    fn start<'a>(
        &'a self,
        redirect_url: &'a str,
        login_hint: Option<&'a str>,
    ) -> BoxFuture<'a, Result<SignInStart, IdentityError>>;

    /// Exchanges the code for an id token and checks everything about it. The caller has compared
    /// the state already.
    fn finish<'a>(
        &'a self,
        redirect_url: &'a str,
        code: &'a str,
        secrets: &'a SignInSecrets,
    ) -> BoxFuture<'a, Result<Person, IdentityError>>;
}

/// What a token of a hosted sign-in proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    /// The service, as its tokens name it.
    pub issuer: String,
    /// The person, in the service's own numbering.
    pub subject: String,
}

/// What a hosted sign-in tells by itself about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonNotice {
    /// They are called otherwise now.
    Updated(Person),
    /// They are gone there.
    Deleted {
        /// The service, as its tokens name it.
        issuer: String,
        /// The person.
        subject: String,
    },
    /// Something that we do not keep.
    Other,
}

/// A service that signs people in on its own pages and hands the browser a token: Clerk.
pub trait HostedSignIn: Send + Sync {
    /// Checks everything about a token, without asking the service once its keys are known.
    fn prove<'a>(&'a self, token: &'a str) -> BoxFuture<'a, Result<Proved, IdentityError>>;

    /// What the service calls the person: asked once, at the first sign-in.
    fn person<'a>(&'a self, proved: &'a Proved) -> BoxFuture<'a, Result<Person, IdentityError>>;

    /// Reads a webhook, after proving that the service sent it. Answers its id, the same in every
    /// repetition, with what it says.
    fn notice(&self, request: &WebhookRequest) -> Result<(String, PersonNotice), NoticeError>;
}
