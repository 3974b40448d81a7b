//! Streams of models: whatever a server sends, it comes to an end, and the same however it is cut.

use std::sync::LazyLock;

use bytes::Bytes;
use futures::{FutureExt as _, stream};
use openclaw_domain::port::model::{Completion, ModelError};
use openclaw_llm::{Anthropic, AnthropicSettings, Api, Heard, OnHeard, OpenAi, OpenAiSettings};

/// What was told on the way, and what it came to.
type Told = (String, Result<Completion, ModelError>);

/// `OpenAI`'s Responses. Its last event tells the whole text again, and that is what counts.
pub(crate) fn openai_responses(bytes: &[u8]) {
    static MODEL: LazyLock<OpenAi> = LazyLock::new(|| openai(Api::Responses));
    let (told, end) = same_however_cut(bytes, |pieces| {
        heard(|on_heard| MODEL.read(stream::iter(pieces), on_heard).now_or_never())
    });
    if let Ok(completion) = end {
        let text = completion.text;
        assert!(
            told == text || !text.starts_with(&told),
            "the rest is shown too"
        );
    }
}

/// `OpenAI`'s Chat Completions.
pub(crate) fn openai_chat(bytes: &[u8]) {
    static MODEL: LazyLock<OpenAi> = LazyLock::new(|| openai(Api::Chat));
    let (told, end) = same_however_cut(bytes, |pieces| {
        heard(|on_heard| MODEL.read(stream::iter(pieces), on_heard).now_or_never())
    });
    if let Ok(completion) = end {
        assert_eq!(told, completion.text, "what was shown is what was written");
    }
}

/// Anthropic's Messages.
pub(crate) fn anthropic(bytes: &[u8]) {
    static MODEL: LazyLock<Anthropic> = LazyLock::new(|| {
        let settings = AnthropicSettings::new("model".to_owned(), "key".to_owned().into());
        Anthropic::new(openclaw_http::client().expect("a client"), settings)
    });
    let (told, end) = same_however_cut(bytes, |pieces| {
        heard(|on_heard| MODEL.read(stream::iter(pieces), on_heard).now_or_never())
    });
    if let Ok(completion) = end {
        assert_eq!(told, completion.text, "what was shown is what was written");
    }
}

fn openai(api: Api) -> OpenAi {
    let mut settings = OpenAiSettings::new("model".to_owned(), "key".to_owned().into());
    settings.api = api;
    OpenAi::new(openclaw_http::client().expect("a client"), settings)
}

fn heard(read: impl FnOnce(&mut OnHeard<'_>) -> Option<Result<Completion, ModelError>>) -> Told {
    let mut told = String::new();
    let end = read(&mut |heard| {
        if let Heard::Text(piece) = heard {
            told.push_str(piece);
        }
    });
    (told, end.expect("nothing to wait for"))
}

/// A network cuts where it likes.
fn same_however_cut(bytes: &[u8], read: impl Fn(Vec<Result<Bytes, ModelError>>) -> Told) -> Told {
    let cut = |length: usize| {
        let pieces = bytes.chunks(length.max(1));
        read(pieces.map(|it| Ok(Bytes::copy_from_slice(it))).collect())
    };
    let whole = cut(bytes.len());
    let pieces = [cut(1), cut(3), cut(16)];
    // What is no text is refused as soon as it is met, and a piece ends with it.
    if std::str::from_utf8(bytes).is_ok() {
        for (told, end) in pieces {
            assert_eq!(told, whole.0, "the same is told");
            assert_eq!(format!("{end:?}"), format!("{:?}", whole.1), "the same end");
        }
    }
    whole
}
