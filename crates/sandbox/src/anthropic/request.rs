//! Reading a Messages request, as strictly as the real service does.

use serde_json::{Map, Value};

use super::{errors::ApiError, models, schema};
use crate::writer::Format;

/// The parameters of the API; any other, sampling included, is refused.
const PARAMETERS: [&str; 13] = [
    "model",
    "max_tokens",
    "messages",
    "system",
    "output_config",
    "stream",
    "stop_sequences",
    "metadata",
    "thinking",
    "tools",
    "tool_choice",
    "cache_control",
    "service_tier",
];

/// A request that can be answered.
#[derive(Debug)]
pub(super) struct Ask {
    pub(super) model: String,
    pub(super) stream: bool,
    pub(super) format: Format,
    pub(super) max_tokens: u64,
    pub(super) user_text: String,
    pub(super) all_text: String,
}

impl Ask {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, ApiError> {
        let Ok(Value::Object(body)) = serde_json::from_slice(bytes) else {
            return Err(ApiError::invalid("The request body is not valid JSON"));
        };
        let unknown = |name: &&String| !PARAMETERS.contains(&name.as_str());
        if let Some(name) = body.keys().find(unknown) {
            let message = format!("{name}: Extra inputs are not permitted");
            return Err(ApiError::invalid(message));
        }
        let model = body.get("model").and_then(Value::as_str);
        let model = model.ok_or_else(|| ApiError::invalid("model: Field required"))?;
        if !models::exists(model) {
            return Err(ApiError::no_model(model));
        }
        let max_tokens = body.get("max_tokens").and_then(Value::as_u64);
        let max_tokens = max_tokens
            .filter(|tokens| *tokens > 0)
            .ok_or_else(|| ApiError::invalid("max_tokens: Field required"))?;
        let (user_text, mut all_text) = messages(&body)?;
        all_text.push_str(&text(body.get("system"), "system")?);
        Ok(Self {
            model: model.to_owned(),
            stream: body.get("stream").and_then(Value::as_bool) == Some(true),
            format: format(&body)?,
            max_tokens,
            user_text,
            all_text,
        })
    }
}

/// The user's text, and all text.
fn messages(body: &Map<String, Value>) -> Result<(String, String), ApiError> {
    let messages = body.get("messages").and_then(Value::as_array);
    let Some(messages) = messages.filter(|messages| !messages.is_empty()) else {
        return Err(ApiError::invalid(
            "messages: at least one message is required",
        ));
    };
    let (mut user, mut all) = (String::new(), String::new());
    for (index, message) in messages.iter().enumerate() {
        let role = message.get("role").and_then(Value::as_str).unwrap_or("");
        if !["user", "assistant"].contains(&role) {
            let message = format!("messages.{index}.role: Input should be 'user' or 'assistant'");
            return Err(ApiError::invalid(message));
        }
        let at = format!("messages.{index}.content");
        let said = text(message.get("content"), &at)?;
        if role == "user" {
            user.push_str(&said);
            user.push('\n');
        }
        all.push_str(&said);
        all.push('\n');
    }
    Ok((user, all))
}

/// A text, or blocks of it.
fn text(content: Option<&Value>, at: &str) -> Result<String, ApiError> {
    match content {
        None if at == "system" => Ok(String::new()),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(Value::Array(blocks)) => {
            let texts = blocks
                .iter()
                .filter_map(|block| block.get("text")?.as_str());
            Ok(texts.collect())
        }
        _ => Err(ApiError::invalid(format!("{at}: Field required"))),
    }
}

fn format(body: &Map<String, Value>) -> Result<Format, ApiError> {
    let at = "output_config.format";
    let Some(format) = body.get("output_config").and_then(|it| it.get("format")) else {
        return Ok(Format::Text);
    };
    if format.get("type").and_then(Value::as_str) != Some("json_schema") {
        return Err(ApiError::invalid(format!(
            "{at}.type: Input should be 'json_schema'"
        )));
    }
    let schema = format.get("schema");
    let schema = schema.ok_or_else(|| ApiError::invalid(format!("{at}.schema: Field required")))?;
    schema::check(schema).map_err(|why| ApiError::invalid(format!("{at}.schema: {why}")))?;
    Ok(Format::Schema(schema.clone()))
}
