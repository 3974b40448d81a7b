//! The answer as server-sent events, in the order of the public description.

use serde_json::{Value, json};

use super::{
    answer::{Answer, text_part, thinks},
    request::Ask,
};
use crate::writer::{Ending, Frame, pieces, sse};

/// Numbers the events and remembers where the message stands in the output.
struct Writer<'a> {
    answer: &'a Answer,
    output_index: usize,
    events: Vec<Frame>,
}

/// Every event of an answer.
pub(super) fn events(ask: &Ask, answer: &Answer) -> Vec<Frame> {
    let mut writer = Writer {
        answer,
        output_index: 0,
        events: Vec::new(),
    };
    let begun = answer.begun(ask);
    writer.put("response.created", json!({"response": begun}));
    writer.put("response.in_progress", json!({"response": begun}));
    if thinks(ask) {
        let item = json!({"output_index": 0, "item": answer.reasoning_item()});
        writer.put("response.output_item.added", item.clone());
        writer.put("response.output_item.done", item);
        writer.output_index = 1;
    }
    writer.message();
    let terminal = match answer.ending {
        Ending::Completed | Ending::Refused => "response.completed",
        Ending::Incomplete | Ending::Filtered => "response.incomplete",
        Ending::Failed => "response.failed",
    };
    writer.put(terminal, json!({"response": answer.ended(ask)}));
    writer.events
}

impl Writer<'_> {
    fn put(&mut self, kind: &str, body: Value) {
        let mut data = json!({"type": kind, "sequence_number": self.events.len()});
        if let (Value::Object(data), Value::Object(body)) = (&mut data, body) {
            data.extend(body);
        }
        self.events.push(Frame {
            bytes: sse(Some(kind), &data),
            is_piece: kind.rsplit('.').next() == Some("delta"),
        });
    }

    /// An event about the message's one part.
    fn put_part(&mut self, kind: &str, name: &str, value: Value) {
        let mut body = json!({
            "item_id": self.answer.message_id(),
            "output_index": self.output_index,
            "content_index": 0,
        });
        body[name] = value;
        if kind.starts_with("response.output_text.") {
            body["logprobs"] = json!([]);
        }
        self.put(kind, body);
    }

    fn message(&mut self) {
        let answer = self.answer;
        let (kind, field) = match answer.ending {
            Ending::Refused => ("response.refusal", "refusal"),
            _ => ("response.output_text", "text"),
        };
        let empty = match answer.ending {
            Ending::Refused => json!({"type": "refusal", "refusal": ""}),
            _ => text_part(""),
        };
        let added = answer.message_item("in_progress", Vec::new());
        let index = self.output_index;
        self.put(
            "response.output_item.added",
            json!({"output_index": index, "item": added}),
        );
        self.put_part("response.content_part.added", "part", empty);
        for delta in pieces(&answer.text) {
            self.put_part(&format!("{kind}.delta"), "delta", json!(delta));
        }
        if answer.ending == Ending::Failed {
            return;
        }
        self.put_part(&format!("{kind}.done"), field, json!(answer.text));
        self.put_part("response.content_part.done", "part", answer.part());
        let status = match answer.ending {
            Ending::Incomplete | Ending::Filtered => "incomplete",
            _ => "completed",
        };
        let item = answer.message_item(status, vec![answer.part()]);
        self.put(
            "response.output_item.done",
            json!({"output_index": index, "item": item}),
        );
    }
}
