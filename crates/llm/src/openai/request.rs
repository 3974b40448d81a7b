//! What is sent, by either API.

use openclaw_domain::port::model::Prompt;
use serde_json::{Value, json};

use super::{OpenAiSettings, StructuredOutput};

pub(super) fn responses(settings: &OpenAiSettings, prompt: &Prompt) -> Value {
    let mut body = json!({
        "model": settings.model,
        "instructions": instructions(settings, prompt),
        "input": prompt.user,
        "max_output_tokens": prompt.max_output_tokens,
        "text": {"format": match settings.structured_output {
            StructuredOutput::Object => json!({"type": "json_object"}),
            _ => with(json!({"type": "json_schema"}), schema(settings, prompt)),
        }},
        "stream": true,
    });
    identify(&mut body, settings, prompt);
    if let Some(effort) = settings.effort() {
        body["reasoning"] = json!({"effort": effort});
    }
    body
}

pub(super) fn chat(settings: &OpenAiSettings, prompt: &Prompt) -> Value {
    let mut body = json!({
        "model": settings.model,
        "messages": [
            {"role": "system", "content": instructions(settings, prompt)},
            {"role": "user", "content": prompt.user},
        ],
        "response_format": match settings.structured_output {
            StructuredOutput::Object => json!({"type": "json_object"}),
            _ => json!({"type": "json_schema", "json_schema": schema(settings, prompt)}),
        },
        "stream": true,
        "stream_options": {"include_usage": true},
    });
    // The older name is the one that every compatible server knows.
    let limit = if settings.compatible {
        "max_tokens"
    } else {
        "max_completion_tokens"
    };
    body[limit] = json!(prompt.max_output_tokens);
    identify(&mut body, settings, prompt);
    if let Some(effort) = settings.effort() {
        body["reasoning_effort"] = json!(effort);
    }
    body
}

/// What only `OpenAI` itself knows.
fn identify(body: &mut Value, settings: &OpenAiSettings, prompt: &Prompt) {
    if settings.compatible {
        return;
    }
    body["safety_identifier"] = json!(prompt.safety_identifier);
    body["prompt_cache_key"] = json!(prompt.cache_key);
    // What creators write is not left with the provider longer than it must be.
    body["store"] = json!(false);
}

fn schema(settings: &OpenAiSettings, prompt: &Prompt) -> Value {
    let mut schema = json!({"name": prompt.schema_name, "schema": *prompt.schema});
    if settings.structured_output == StructuredOutput::Strict {
        schema["strict"] = json!(true);
    }
    schema
}

/// The task; with the schema in words where the server takes none, behind what is always the same.
fn instructions(settings: &OpenAiSettings, prompt: &Prompt) -> String {
    match settings.structured_output {
        StructuredOutput::Object => format!(
            "{}\n\nAnswer with one JSON object and nothing else. It fits this JSON schema:\n{}",
            prompt.system, prompt.schema
        ),
        _ => prompt.system.to_string(),
    }
}

fn with(mut object: Value, more: Value) -> Value {
    if let (Value::Object(object), Value::Object(more)) = (&mut object, more) {
        object.extend(more);
    }
    object
}
