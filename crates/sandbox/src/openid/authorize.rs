//! The authorization endpoint: who signs in, and back to the client with a code.

use std::sync::Arc;

use askama::Template;
use axum::{
    Extension, Form,
    extract::{Query, State as Shared},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use url::Url;

use super::{Provider, grants::Grant, people::Person};
use crate::{pages, platform, state::State};

/// The authorization request.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Ask {
    client_id: Option<String>,
    redirect_uri: Option<String>,
    response_type: Option<String>,
    scope: Option<String>,
    state: Option<String>,
    nonce: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    prompt: Option<String>,
    login_hint: Option<String>,
}

/// What the consent page sends: the request again, and what was pressed.
#[derive(Deserialize)]
pub(super) struct Choice {
    #[serde(flatten)]
    ask: Ask,
    person: Option<String>,
    name: Option<String>,
    deny: Option<String>,
}

#[derive(Template)]
#[template(path = "consent.html")]
struct ConsentPage {
    provider: &'static str,
    action: &'static str,
    hidden: Vec<(&'static str, String)>,
    people: Vec<Face>,
    shares: &'static str,
}

struct Face {
    id: &'static str,
    name: String,
    initial: String,
    mail: String,
}

pub(super) async fn show(
    Shared(state): Shared<Arc<State>>,
    Extension(provider): Extension<Provider>,
    Query(ask): Query<Ask>,
) -> Response {
    let back = match ask.check(provider) {
        Ok(back) => back,
        Err(refused) => return *refused,
    };
    let silent = ask.prompt.as_deref() == Some("none");
    match ask.login_hint.as_deref().and_then(Person::named) {
        Some(person) if silent => ask.grant(&state, provider, person, back),
        None if silent => ask.fail(back, "login_required", "The user is not signed in."),
        _ => consent(provider, &ask),
    }
}

pub(super) async fn choose(
    Shared(state): Shared<Arc<State>>,
    Extension(provider): Extension<Provider>,
    Form(choice): Form<Choice>,
) -> Response {
    let ask = choice.ask;
    let back = match ask.check(provider) {
        Ok(back) => back,
        Err(refused) => return *refused,
    };
    if choice.deny.is_some() {
        return ask.fail(back, "access_denied", "User denied access");
    }
    match choice
        .person
        .or(choice.name)
        .as_deref()
        .and_then(Person::named)
    {
        Some(person) => ask.grant(&state, provider, person, back),
        None => consent(provider, &ask),
    }
}

impl Ask {
    /// A request from a stranger, or with nowhere to go back to, gets a page; every other mistake
    /// is told to the client at its own address.
    fn check(&self, provider: Provider) -> Result<Url, Box<Response>> {
        let refuse = |why: &str| {
            let page = pages::notice("로그인을 시작할 수 없습니다", why);
            Box::new((StatusCode::BAD_REQUEST, page).into_response())
        };
        if self.client_id.as_deref() != Some(provider.client_id) {
            return Err(refuse(
                "client_id가 등록된 앱의 것이 아닙니다. (invalid_client)",
            ));
        }
        let back = self
            .redirect_uri
            .as_deref()
            .and_then(|uri| Url::parse(uri).ok());
        let Some(back) = back.filter(|url| matches!(url.scheme(), "http" | "https")) else {
            return Err(refuse(
                "redirect_uri는 http(s) 주소여야 합니다. (redirect_uri_mismatch)",
            ));
        };
        if self.response_type.as_deref() != Some("code") {
            let message = "response_type must be code";
            return Err(Box::new(self.fail(
                back,
                "unsupported_response_type",
                message,
            )));
        }
        let method = self.code_challenge_method.as_deref();
        if self.code_challenge.is_some() && method != Some("S256") {
            let message = "code_challenge_method must be S256";
            return Err(Box::new(self.fail(back, "invalid_request", message)));
        }
        Ok(back)
    }

    fn grant(&self, state: &State, provider: Provider, person: Person, back: Url) -> Response {
        // Kakao takes an absent scope for every item the app has been allowed.
        let every_item = "openid profile_nickname profile_image account_email";
        let usual = if provider.is_kakao() {
            every_item
        } else {
            "openid"
        };
        let scope = self.scope.clone().unwrap_or_else(|| usual.to_owned());
        let code = state.grants().add_code(Grant {
            service: provider.service,
            person,
            redirect_uri: self.redirect_uri.clone().unwrap_or_default(),
            scope,
            nonce: self.nonce.clone(),
            code_challenge: self.code_challenge.clone(),
            at: platform::unix_seconds(),
        });
        self.go(back, &[("code", &code)])
    }

    fn fail(&self, back: Url, error: &str, description: &str) -> Response {
        self.go(
            back,
            &[("error", error), ("error_description", description)],
        )
    }

    fn go(&self, mut back: Url, parameters: &[(&str, &str)]) -> Response {
        let mut query = back.query_pairs_mut();
        query.extend_pairs(parameters);
        if let Some(state) = &self.state {
            query.append_pair("state", state);
        }
        drop(query);
        (StatusCode::FOUND, Redirect::to(back.as_str())).into_response()
    }

    fn hidden(&self) -> Vec<(&'static str, String)> {
        let fields = [
            ("client_id", &self.client_id),
            ("redirect_uri", &self.redirect_uri),
            ("response_type", &self.response_type),
            ("scope", &self.scope),
            ("state", &self.state),
            ("nonce", &self.nonce),
            ("code_challenge", &self.code_challenge),
            ("code_challenge_method", &self.code_challenge_method),
        ];
        fields
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.clone()?)))
            .collect()
    }
}

fn consent(provider: Provider, ask: &Ask) -> Response {
    let face = |(id, person): (&'static str, Person)| Face {
        id,
        initial: person
            .name
            .chars()
            .nth(1)
            .map_or_else(String::new, String::from),
        mail: person
            .email(provider)
            .unwrap_or_else(|| "이메일을 알려 주지 않음".to_owned()),
        name: person.name,
    };
    pages::page(&ConsentPage {
        provider: provider.label,
        action: provider.authorize,
        hidden: ask.hidden(),
        people: Person::known().map(face).collect(),
        shares: if provider.is_kakao() {
            "닉네임, 프로필 사진, 이메일(있으면)"
        } else {
            "이름, 이메일, 프로필 사진"
        },
    })
}
