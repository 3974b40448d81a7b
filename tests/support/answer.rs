//! An answer, whole, with assertions that show all of it when they fail.

use reqwest::{Method, header::HeaderMap};
use serde_json::Value;

/// What came back from a request.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What was asked.
    pub method: Method,
    /// Where.
    pub path: String,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: String,
}

impl Answer {
    /// Fails unless the status is this one.
    #[track_caller]
    #[must_use]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.told());
        self
    }

    /// The JSON of an answer 200.
    #[track_caller]
    pub fn ok(self) -> Value {
        self.expect(200).json()
    }

    /// The JSON of an answer 201.
    #[track_caller]
    pub fn created(self) -> Value {
        self.expect(201).json()
    }

    /// The HTML of a page 200.
    #[track_caller]
    pub fn page(self) -> String {
        let answer = self.expect(200);
        let kind = answer.header("content-type");
        assert!(kind.starts_with("text/html"), "{}", answer.told());
        answer.body
    }

    /// Where a redirect 303 goes.
    #[track_caller]
    pub fn see_other(self) -> String {
        let answer = self.expect(303);
        answer.header("location").to_owned()
    }

    /// The body of a problem of this status and code.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Value {
        let answer = self.expect(status);
        let kind = answer.header("content-type");
        assert_eq!(kind, "application/problem+json", "{}", answer.told());
        let body = answer.json();
        assert_eq!(body["code"], code, "{}", answer.told());
        assert_eq!(body["status"], status, "{}", answer.told());
        body
    }

    /// The problem 422 that names exactly these fields, each with its code.
    #[track_caller]
    pub fn names(self, fields: &[(&str, &str)]) {
        let told = self.told();
        let body = self.problem(422, "invalid_fields");
        let named: Vec<(&str, &str)> = body["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| {
                (
                    error["field"].as_str().unwrap(),
                    error["code"].as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(named, fields, "{told}");
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|error| panic!("no JSON ({error}): {}", self.told()))
    }

    /// A header as text; empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Every cookie that is set.
    pub fn cookies(&self) -> Vec<&str> {
        let set = self.headers.get_all("set-cookie").iter();
        set.map(|value| value.to_str().unwrap()).collect()
    }

    /// The whole answer for a message.
    pub fn told(&self) -> String {
        let Self {
            method,
            path,
            status,
            body,
            ..
        } = self;
        let body: String = body.chars().take(2_000).collect();
        format!("{method} {path} answered {status}: {body}")
    }
}
