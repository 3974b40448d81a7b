//! A message, in one piece and as events in the order of the API.

use serde_json::{Value, json};

use super::request::Ask;
use crate::{
    faults::FaultKind,
    platform,
    writer::{self, Ending, Frame, Written, pieces, sse, tokens},
};

/// The answer to one request.
pub(super) struct Answer<'a> {
    ask: &'a Ask,
    pub(super) written: Written,
    id: String,
}

impl<'a> Answer<'a> {
    /// Writes the answer, or what a fault makes of it.
    pub(super) fn write(ask: &'a Ask, fault: Option<&FaultKind>) -> Self {
        Self {
            ask,
            written: writer::write(&ask.format, &ask.user_text, ask.max_tokens, fault),
            id: format!("msg_sandbox{}", platform::random_hex()),
        }
    }

    fn stop_reason(&self) -> &'static str {
        match self.written.ending {
            Ending::Incomplete => "max_tokens",
            // There is no filter besides the model's own refusal.
            Ending::Refused | Ending::Filtered => "refusal",
            Ending::Completed | Ending::Failed => "end_turn",
        }
    }

    fn stop_details(&self) -> Value {
        match self.written.ending {
            Ending::Refused | Ending::Filtered => json!({
                "type": "refusal",
                "category": "policy",
                "explanation": "Declined as it was told to. (sandbox)",
            }),
            _ => Value::Null,
        }
    }

    fn usage(&self, output_tokens: u64) -> Value {
        json!({
            "input_tokens": tokens(&self.ask.all_text),
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
            "output_tokens": output_tokens,
            "output_tokens_details": {"thinking_tokens": 0},
            "service_tier": "standard",
        })
    }

    fn message(&self, content: Value, stop_reason: Value, usage: Value) -> Value {
        json!({
            "id": self.id,
            "type": "message",
            "role": "assistant",
            "model": self.ask.model,
            "content": content,
            "stop_reason": stop_reason,
            "stop_sequence": null,
            "usage": usage,
        })
    }

    /// In one piece.
    pub(super) fn whole(&self) -> Value {
        let text = &self.written.text;
        let content = json!([{"type": "text", "text": text}]);
        let usage = self.usage(tokens(text));
        let mut message = self.message(content, json!(self.stop_reason()), usage);
        message["stop_details"] = self.stop_details();
        message
    }

    /// As events.
    pub(super) fn frames(&self) -> Vec<Frame> {
        let frame = |kind: &str, mut data: Value, is_piece| {
            data["type"] = json!(kind);
            Frame {
                bytes: sse(Some(kind), &data),
                is_piece,
            }
        };
        let begun = self.message(json!([]), Value::Null, self.usage(1));
        let empty = json!({"index": 0, "content_block": {"type": "text", "text": ""}});
        let mut frames = vec![
            frame("message_start", json!({"message": begun}), false),
            frame("content_block_start", empty, false),
            frame("ping", json!({}), false),
        ];
        for piece in pieces(&self.written.text) {
            let delta = json!({"index": 0, "delta": {"type": "text_delta", "text": piece}});
            frames.push(frame("content_block_delta", delta, true));
        }
        if self.written.ending == Ending::Failed {
            let error =
                json!({"error": {"type": "overloaded_error", "message": "Overloaded (sandbox)"}});
            frames.push(frame("error", error, false));
            return frames;
        }
        let ended = json!({
            "delta": {"stop_reason": self.stop_reason(), "stop_sequence": null,
                      "stop_details": self.stop_details()},
            "usage": self.usage(tokens(&self.written.text)),
        });
        frames.extend([
            frame("content_block_stop", json!({"index": 0}), false),
            frame("message_delta", ended, false),
            frame("message_stop", json!({}), false),
        ]);
        frames
    }
}
