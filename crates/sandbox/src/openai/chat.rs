//! `POST /openai/v1/chat/completions`.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::State as Shared,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use serde_json::{Value, json};

use super::{
    answer::thoughts,
    chat_request::ChatAsk,
    errors::{ApiError, check_key},
};
use crate::{
    faults::{FaultKind, Service, error_response},
    platform,
    state::State,
    writer::{self, Ending, Frame, Written, pieces, sse, streamed, tokens, written_by},
};

pub(super) async fn create(
    Shared(state): Shared<Arc<State>>,
    fault: Option<Extension<FaultKind>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiError> {
    check_key(&headers)?;
    let ask = ChatAsk::parse(&body)?;
    let answer = Answer::write(ask, fault.as_ref().map(|Extension(fault)| fault));
    let pace = *state.pace();
    if answer.ask.ask.stream {
        return Ok(streamed(answer.frames(), pace));
    }
    written_by(pieces(&answer.written.text).len(), pace).await;
    Ok(match answer.written.ending {
        Ending::Failed => error_response(Service::Openai, 500, None, None),
        _ => Json(answer.whole()).into_response(),
    })
}

/// The answer to one request.
struct Answer {
    ask: ChatAsk,
    written: Written,
    id: String,
    created: i64,
}

impl Answer {
    fn write(chat: ChatAsk, fault: Option<&FaultKind>) -> Self {
        let ask = &chat.ask;
        let room = ask.max_output_tokens.unwrap_or(u64::MAX);
        let room = room.saturating_sub(thoughts(ask));
        Self {
            written: writer::write(&ask.format, &ask.user_text, room, fault),
            ask: chat,
            id: format!("chatcmpl-sandbox{}", platform::random_hex()),
            created: platform::unix_seconds(),
        }
    }

    fn finish_reason(&self) -> &'static str {
        match self.written.ending {
            Ending::Incomplete => "length",
            Ending::Filtered => "content_filter",
            _ => "stop",
        }
    }

    fn usage(&self) -> Value {
        let ask = &self.ask.ask;
        let (prompt, reasoning) = (tokens(&ask.all_text), thoughts(ask));
        let completion = tokens(&self.written.text) + reasoning;
        json!({
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
            "prompt_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0, "audio_tokens": 0},
            "completion_tokens_details": {
                "reasoning_tokens": reasoning,
                "audio_tokens": 0,
                "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            },
        })
    }

    /// In one piece.
    fn whole(&self) -> Value {
        let text = &self.written.text;
        let message = match self.written.ending {
            Ending::Refused => json!({"role": "assistant", "content": null, "refusal": text}),
            _ => json!({"role": "assistant", "content": text, "refusal": null}),
        };
        json!({
            "id": self.id,
            "object": "chat.completion",
            "created": self.created,
            "model": self.ask.ask.model,
            "choices": [{
                "index": 0,
                "message": message,
                "logprobs": null,
                "finish_reason": self.finish_reason(),
            }],
            "usage": self.usage(),
            "service_tier": "default",
        })
    }

    fn chunk(&self, choices: Value) -> Value {
        let mut chunk = json!({
            "id": self.id,
            "object": "chat.completion.chunk",
            "created": self.created,
            "model": self.ask.ask.model,
            "choices": choices,
            "service_tier": "default",
        });
        if self.ask.include_usage {
            chunk["usage"] = Value::Null;
        }
        chunk
    }

    fn frames(&self) -> Vec<Frame> {
        let frame = |data: &Value, is_piece| Frame {
            bytes: sse(None, data),
            is_piece,
        };
        let delta = |delta: Value, finish_reason: Option<&str>| {
            self.chunk(json!([{
                "index": 0, "delta": delta, "logprobs": null, "finish_reason": finish_reason,
            }]))
        };
        let field = match self.written.ending {
            Ending::Refused => "refusal",
            _ => "content",
        };
        let begun = json!({"role": "assistant", "content": "", "refusal": null});
        let mut frames = vec![frame(&delta(begun, None), false)];
        for piece in pieces(&self.written.text) {
            frames.push(frame(&delta(json!({field: piece}), None), true));
        }
        if self.written.ending == Ending::Failed {
            let message = "The server had an error while processing your request. (sandbox)";
            let error = json!({"error": {"message": message, "type": "server_error",
                               "param": null, "code": "server_error"}});
            frames.push(frame(&error, false));
            return frames;
        }
        frames.push(frame(&delta(json!({}), Some(self.finish_reason())), false));
        if self.ask.include_usage {
            let mut last = self.chunk(json!([]));
            last["usage"] = self.usage();
            frames.push(frame(&last, false));
        }
        frames.push(Frame {
            bytes: "data: [DONE]\n\n".to_owned(),
            is_piece: false,
        });
        frames
    }
}
