//! The two halves of a sign-in: sending the browser away, and what it comes back with.

use std::sync::Arc;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use futures::future::BoxFuture;
use openclaw_domain::{
    port::identity::{IdentityError, IdentityProvider, Person, SignInSecrets, SignInStart},
    random::Random,
    time::Clock,
};
use openidconnect::{
    AccessToken, AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IssuerUrl, LoginHint, Nonce, OAuth2TokenResponse as _,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, SubjectIdentifier,
    TokenResponse as _,
    core::{
        CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod,
        CoreProviderMetadata, CoreUserInfoClaims,
    },
};
use reqwest::Client;
use secrecy::ExposeSecret as _;
use serde_json::Value;

use crate::{
    directory::Directory,
    failure::{refused, unavailable},
    http::Http,
    kept::unknown_key,
    settings::{Settings, SettingsError},
    token::{Expected, Flaw, person, told_besides},
};

/// A provider that speaks `OpenID` Connect.
pub struct OpenIdProvider {
    settings: Settings,
    directory: Directory,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

type ReadyClient = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What a code is exchanged for.
struct Tokens {
    id: String,
    /// None where the library could not read the answer.
    access: Option<AccessToken>,
}

impl OpenIdProvider {
    /// A provider; nothing is asked of it yet. The HTTP client must not follow redirects, since it
    /// carries our client secret and the code.
    pub fn new(
        http: Client,
        settings: Settings,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, SettingsError> {
        let settings = settings.checked()?;
        let issuer = IssuerUrl::new(settings.issuer.clone())
            .map_err(|_| SettingsError::NotAnAddress(settings.issuer.clone()))?;
        let http = Http {
            client: http,
            timeout: settings.timeout,
        };
        Ok(Self {
            settings,
            directory: Directory::new(http, issuer),
            clock,
            random,
        })
    }

    fn client(
        &self,
        metadata: &CoreProviderMetadata,
        redirect_url: &str,
    ) -> Result<ReadyClient, IdentityError> {
        let redirect = RedirectUrl::new(redirect_url.to_owned()).map_err(|_| {
            IdentityError::Refused("there is no such address to come back to".into())
        })?;
        let secret = self.settings.client_secret.as_ref();
        let secret = secret.map(|secret| ClientSecret::new(secret.expose_secret().to_owned()));
        let client_id = ClientId::new(self.settings.client_id.clone());
        let way = way(metadata, secret.is_some())?;
        Ok(
            CoreClient::from_provider_metadata(metadata.clone(), client_id, secret)
                .set_redirect_uri(redirect)
                .set_auth_type(way),
        )
    }

    async fn begin(
        &self,
        redirect_url: &str,
        login_hint: Option<&str>,
    ) -> Result<SignInStart, IdentityError> {
        let metadata = self.directory.metadata(&self.settings).await?;
        let secrets = SignInSecrets {
            state: self.unguessable(),
            nonce: self.unguessable(),
            verifier: self.unguessable(),
        };
        let verifier = PkceCodeVerifier::new(secrets.verifier.clone());
        let (state, nonce) = (secrets.state.clone(), secrets.nonce.clone());
        let scopes = self
            .settings
            .scopes
            .iter()
            .filter(|scope| *scope != "openid");
        let client = self.client(&metadata, redirect_url)?;
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                || CsrfToken::new(state),
                || Nonce::new(nonce),
            )
            .add_scopes(scopes.cloned().map(Scope::new))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        if let Some(hint) = login_hint {
            request = request
                .set_login_hint(LoginHint::new(hint.to_owned()))
                .add_prompt(CoreAuthPrompt::None);
        }
        let (url, _, _) = request.url();
        Ok(SignInStart {
            url: url.into(),
            secrets,
        })
    }

    async fn end(
        &self,
        redirect_url: &str,
        code: &str,
        secrets: &SignInSecrets,
    ) -> Result<Person, IdentityError> {
        let metadata = self.directory.metadata(&self.settings).await?;
        let tokens = self
            .exchange(&metadata, redirect_url, code, &secrets.verifier)
            .await?;
        let nonce = Nonce::new(secrets.nonce.clone());
        let proof = match self.prove(&tokens.id, &metadata, &nonce) {
            // Providers change their keys without notice; one look at the new ones is enough.
            Err(Flaw::UnknownKey) => {
                let (settings, clock) = (&self.settings, self.clock.as_ref());
                let metadata = self
                    .directory
                    .with_new_keys(&metadata, settings, clock)
                    .await?;
                self.prove(&tokens.id, &metadata, &nonce)
            }
            proof => proof,
        };
        let person = proof.map_err(|flaw| match flaw {
            Flaw::UnknownKey => unknown_key(),
            Flaw::Refused(reason) => IdentityError::Refused(reason),
        })?;
        match tokens.access {
            Some(access) if person.name.is_none() && person.email.is_none() => Ok(self
                .asked_for(&metadata, redirect_url, access, person)
                .await),
            _ => Ok(person),
        }
    }

    /// The person with what the userinfo endpoint tells of them, where there is one. A conforming
    /// provider need not put a name or an address into the id token of the code flow (`OpenID`
    /// Connect Core 1.0, 5.4). Who they are is proved already: nothing that fails here matters.
    async fn asked_for(
        &self,
        metadata: &CoreProviderMetadata,
        redirect_url: &str,
        access: AccessToken,
        person: Person,
    ) -> Person {
        let subject = SubjectIdentifier::new(person.subject.clone());
        let Ok(client) = self.client(metadata, redirect_url) else {
            return person;
        };
        let Ok(request) = client.user_info(access, Some(subject)) else {
            return person;
        };
        let claims: Result<CoreUserInfoClaims, _> =
            request.request_async(&self.directory.http).await;
        match claims {
            Ok(claims) => told_besides(&claims, &person),
            Err(error) => {
                tracing::warn!(%error, "the sign-in provider tells no name");
                person
            }
        }
    }

    /// The tokens, unread, for the code.
    async fn exchange(
        &self,
        metadata: &CoreProviderMetadata,
        redirect_url: &str,
        code: &str,
        verifier: &str,
    ) -> Result<Tokens, IdentityError> {
        let client = self.client(metadata, redirect_url)?;
        let request = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|_| unavailable("it names no token endpoint"))?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()));
        let (id, access) = match request.request_async(&self.directory.http).await {
            Ok(answer) => (
                answer.id_token().map(ToString::to_string),
                Some(answer.access_token().clone()),
            ),
            // A token the library cannot read makes it refuse the whole answer.
            Err(RequestTokenError::Parse(_, body)) => (Some(unread(&body)?), None),
            Err(error) => return Err(refused(error)),
        };
        let id = id.ok_or_else(|| IdentityError::Refused("there is no id token".to_owned()))?;
        Ok(Tokens { id, access })
    }

    fn prove(
        &self,
        token: &str,
        metadata: &CoreProviderMetadata,
        nonce: &Nonce,
    ) -> Result<Person, Flaw> {
        let expected = Expected {
            client_id: &self.settings.client_id,
            issuer: &self.directory.issuer,
            other_issuers: &self.settings.other_issuers,
            keys: metadata.jwks(),
            algorithms: metadata.id_token_signing_alg_values_supported(),
            nonce,
            now: self.clock.now(),
        };
        person(token, &expected)
    }

    /// 256 random bits in 43 characters that a URL carries as they are: PKCE asks for 43 at least.
    fn unguessable(&self) -> String {
        let mut bytes = [0; 32];
        self.random.fill(&mut bytes);
        BASE64URL.encode(bytes)
    }
}

impl IdentityProvider for OpenIdProvider {
    fn start<'a>(
        &'a self,
        redirect_url: &'a str,
        login_hint: Option<&'a str>,
    ) -> BoxFuture<'a, Result<SignInStart, IdentityError>> {
        openclaw_http::boxed(self.begin(redirect_url, login_hint))
    }

    fn finish<'a>(
        &'a self,
        redirect_url: &'a str,
        code: &'a str,
        secrets: &'a SignInSecrets,
    ) -> BoxFuture<'a, Result<Person, IdentityError>> {
        openclaw_http::boxed(self.end(redirect_url, code, secrets))
    }
}

/// How we prove ourselves at the token endpoint: by header unless the provider lists its ways and
/// that is not among them (`OpenID` Connect Discovery 1.0, 3). Kakao takes the body alone.
fn way(metadata: &CoreProviderMetadata, has_secret: bool) -> Result<AuthType, IdentityError> {
    let Some(ways) = metadata
        .token_endpoint_auth_methods_supported()
        .filter(|_| has_secret)
    else {
        return Ok(AuthType::BasicAuth);
    };
    if ways.contains(&CoreClientAuthMethod::ClientSecretBasic) {
        Ok(AuthType::BasicAuth)
    } else if ways.contains(&CoreClientAuthMethod::ClientSecretPost) {
        Ok(AuthType::RequestBody)
    } else {
        Err(unavailable("it takes no client secret as we can send it"))
    }
}

/// The id token of a token answer that the library could not read.
fn unread(body: &[u8]) -> Result<String, IdentityError> {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let token = body.get("id_token").and_then(Value::as_str);
    token
        .map(str::to_owned)
        .ok_or_else(|| unavailable("its token answer cannot be read"))
}
