//! What the model says to a request, and the `Response` object around it.

use serde_json::{Value, json};

use super::request::Ask;
use crate::{
    faults::FaultKind,
    platform,
    writer::{self, Ending, Written, tokens},
};

const REASONING_TOKENS: u64 = 64;

/// The answer to one request.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) text: String,
    pub(super) ending: Ending,
    id: String,
    created_at: i64,
}

impl Answer {
    /// Writes the answer, or what a fault makes of it.
    pub(super) fn write(ask: &Ask, fault: Option<&FaultKind>) -> Self {
        let room = ask.max_output_tokens.unwrap_or(u64::MAX);
        let room = room.saturating_sub(thoughts(ask));
        let Written { text, ending } = writer::write(&ask.format, &ask.user_text, room, fault);
        Self {
            text,
            ending,
            id: format!("sandbox{}", platform::random_hex()),
            created_at: platform::unix_seconds(),
        }
    }

    pub(super) fn message_id(&self) -> String {
        format!("msg_{}", self.id)
    }

    pub(super) fn reasoning_item(&self) -> Value {
        json!({"id": format!("rs_{}", self.id), "type": "reasoning", "summary": []})
    }

    pub(super) fn message_item(&self, status: &str, content: Vec<Value>) -> Value {
        json!({
            "id": self.message_id(),
            "type": "message",
            "status": status,
            "role": "assistant",
            "content": content,
        })
    }

    /// The one part of the message, when it is whole.
    pub(super) fn part(&self) -> Value {
        match self.ending {
            Ending::Refused => json!({"type": "refusal", "refusal": self.text}),
            _ => text_part(&self.text),
        }
    }

    /// The `Response` before anything is written.
    pub(super) fn begun(&self, ask: &Ask) -> Value {
        self.envelope(ask, "in_progress", Vec::new())
    }

    /// The `Response` at the end, with what it cost.
    pub(super) fn ended(&self, ask: &Ask) -> Value {
        let status = match self.ending {
            Ending::Completed | Ending::Refused => "completed",
            Ending::Incomplete | Ending::Filtered => "incomplete",
            Ending::Failed => "failed",
        };
        let mut output = Vec::new();
        if thinks(ask) {
            output.push(self.reasoning_item());
        }
        if self.ending != Ending::Failed {
            output.push(self.message_item(status, vec![self.part()]));
        }
        let mut response = self.envelope(ask, status, output);
        match self.ending {
            Ending::Incomplete => {
                response["incomplete_details"] = json!({"reason": "max_output_tokens"});
            }
            Ending::Filtered => {
                response["incomplete_details"] = json!({"reason": "content_filter"});
            }
            Ending::Failed => {
                let message = "The server had an error processing your request. (sandbox)";
                response["error"] = json!({"code": "server_error", "message": message});
                return response;
            }
            _ => response["completed_at"] = json!(platform::unix_seconds()),
        }
        response["usage"] = self.usage(ask);
        response
    }

    fn usage(&self, ask: &Ask) -> Value {
        let (input, reasoning) = (tokens(&ask.all_text), thoughts(ask));
        let output = tokens(&self.text) + reasoning;
        json!({
            "input_tokens": input,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": output,
            "output_tokens_details": {"reasoning_tokens": reasoning},
            "total_tokens": input + output,
        })
    }

    fn envelope(&self, ask: &Ask, status: &str, output: Vec<Value>) -> Value {
        let said = |name: &str, usual: Value| ask.body.get(name).cloned().unwrap_or(usual);
        json!({
            "id": format!("resp_{}", self.id),
            "object": "response",
            "created_at": self.created_at,
            "status": status,
            "background": false,
            "completed_at": null,
            "error": null,
            "incomplete_details": null,
            "instructions": said("instructions", Value::Null),
            "max_output_tokens": said("max_output_tokens", Value::Null),
            "max_tool_calls": null,
            "metadata": said("metadata", json!({})),
            "model": ask.model,
            "output": output,
            "parallel_tool_calls": said("parallel_tool_calls", json!(true)),
            "previous_response_id": null,
            "prompt_cache_key": said("prompt_cache_key", Value::Null),
            "reasoning": {"effort": ask.effort, "summary": null},
            "safety_identifier": said("safety_identifier", Value::Null),
            "service_tier": "default",
            "store": said("store", json!(true)),
            "temperature": said("temperature", json!(1.0)),
            "text": said("text", json!({"format": {"type": "text"}})),
            "tool_choice": "auto",
            "tools": [],
            "top_logprobs": 0,
            "top_p": said("top_p", json!(1.0)),
            "truncation": "disabled",
            "usage": null,
        })
    }
}

pub(super) fn text_part(text: &str) -> Value {
    json!({"type": "output_text", "text": text, "annotations": [], "logprobs": []})
}

/// Whether a reasoning item comes before the message.
pub(super) fn thinks(ask: &Ask) -> bool {
    ask.effort != "none"
}

pub(super) fn thoughts(ask: &Ask) -> u64 {
    if thinks(ask) { REASONING_TOKENS } else { 0 }
}
