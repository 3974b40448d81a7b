//! The OpenAPI document as a page: no script, no third party.

use askama::Template;

use super::{filters, shell::Shell};

/// Operations that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// An id unique on the page.
    pub id: String,
    /// The name.
    pub name: String,
    /// What they are about.
    pub description: Option<String>,
    /// The operations.
    pub operations: Vec<Operation>,
}

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// An id unique on the page.
    pub id: String,
    /// The method, in capitals.
    pub method: String,
    /// The path with its `{parameters}`.
    pub path: String,
    /// What it does, in a line.
    pub summary: String,
    /// More about it.
    pub description: Option<String>,
    /// Whether one must be signed in.
    pub signed_in: bool,
    /// What it takes in path, query and headers.
    pub parameters: Vec<Parameter>,
    /// What it takes as a body.
    pub request_body: Option<Body>,
    /// What it answers.
    pub responses: Vec<Response>,
}

impl Operation {
    /// The class of the method's badge.
    pub fn method_class(&self) -> &'static str {
        match self.method.as_str() {
            "GET" => "method method-get",
            "POST" => "method method-post",
            "DELETE" => "method method-delete",
            _ => "method",
        }
    }
}

/// One parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// `path`, `query` or `header`.
    pub location: String,
    /// Its type.
    pub kind: String,
    /// Whether it must be there.
    pub required: bool,
    /// What it means.
    pub description: String,
}

/// A body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Its media type.
    pub content_type: String,
    /// An example or the schema, laid out.
    pub example: String,
}

/// One response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: String,
    /// When it comes.
    pub description: String,
    /// Its body.
    pub body: Option<Body>,
}

/// The API reference.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "api_docs.html")]
pub struct ApiDocs {
    /// The frame.
    pub shell: Shell,
    /// The version of the API.
    pub version: String,
    /// What to know first.
    pub introduction: Option<String>,
    /// Where the document itself is.
    pub openapi_url: String,
    /// The groups.
    pub groups: Vec<Group>,
}
