//! The sentences, to be said aloud. They hold for any topic, so they claim no facts about it.

use crate::writer::sample::compose::Scene;

/// The scenes for a length.
pub(super) fn plan(seconds: u32) -> Vec<&'static Scene> {
    match seconds {
        ..=22 => vec![&HOOK, &FIRST, &SECOND, &CLOSE],
        23..=37 => vec![&HOOK, &FIRST, &SECOND, &THIRD, &CLOSE],
        38..=52 => vec![&HOOK, &PROMISE, &FIRST, &SECOND, &THIRD, &EXAMPLE, &CLOSE],
        _ => vec![
            &HOOK, &PROBLEM, &PROMISE, &FIRST, &SECOND, &THIRD, &EXAMPLE, &RECAP, &CLOSE,
        ],
    }
}

static HOOK: Scene = Scene {
    lines: &[
        &[
            "{Topic}: remember just this.",
            "{Topic}: before you scroll on, remember just this.",
        ],
        &[
            "",
            "If you are {audience}, stay to the end.",
            "It is simpler than it looks.",
        ],
    ],
    on_screen: "{Topic}: just this",
    shot: "Close-up, straight into the camera, large caption.",
};

static PROBLEM: Scene = Scene {
    lines: &[
        &[
            "Most people make {topic} far too complicated.",
            "Most people make it too complicated.",
        ],
        &[
            "So they are tired before they even begin.",
            "So they never begin.",
        ],
        &["", "The part that matters is much smaller than you think."],
    ],
    on_screen: "Too complicated?",
    shot: "A puzzled face from the side, slow push in.",
};

static PROMISE: Scene = Scene {
    lines: &[
        &[
            "Today you get three steps and nothing else.",
            "Here are three steps.",
        ],
        &[
            "",
            "No jargon, I promise.",
            "No jargon, no long lists, and nothing to buy.",
        ],
    ],
    on_screen: "Three steps",
    shot: "Three fingers up, half a step forward.",
};

static FIRST: Scene = Scene {
    lines: &[
        &[
            "First, do not try to learn everything at once.",
            "First, start small.",
        ],
        &[
            "",
            "Pick the one question you care about most.",
            "Pick one question.",
        ],
        &[
            "",
            "A clear question makes the answer easy to see.",
            "That is the shortcut.",
        ],
    ],
    on_screen: "1. Pick one",
    shot: "A hand circles one question on a page of many.",
};

static SECOND: Scene = Scene {
    lines: &[
        &[
            "Second, check it yourself instead of taking my word.",
            "Next, check it yourself.",
        ],
        &[
            "",
            "What you see with your own eyes stays with you.",
            "Seeing it helps.",
        ],
        &[
            "",
            "Only you know what fits your situation.",
            "Your situation is yours.",
        ],
    ],
    on_screen: "2. Check it yourself",
    shot: "Hands at work, three quick cuts.",
};

static THIRD: Scene = Scene {
    lines: &[
        &[
            "Third, write down what you learned in one line.",
            "Third, write one line.",
        ],
        &[
            "",
            "That line is where you start tomorrow.",
            "Tomorrow starts there.",
        ],
        &["", "Look back in a week and you will see how far you came."],
    ],
    on_screen: "3. One line",
    shot: "Screen recording of one line typed into a notes app.",
};

static EXAMPLE: Scene = Scene {
    lines: &[
        &["Here is an example.", "For example."],
        &[
            "Tonight, take ten minutes and write down one question about {topic}.",
            "Tonight, take ten minutes for one question.",
        ],
        &[
            "",
            "Tomorrow the same story will sound different.",
            "Tomorrow will feel different.",
        ],
        &[
            "",
            "It seems a small thing, but a week of it adds up.",
            "Small things add up.",
        ],
    ],
    on_screen: "Ten minutes tonight",
    shot: "A desk with a clock, ten minutes in fast motion.",
};

static RECAP: Scene = Scene {
    lines: &[
        &["Let me put it together.", "In short."],
        &[
            "Pick one thing, check it yourself, and keep one line.",
            "Pick, check, write.",
        ],
        &["", "Keep that order and you are set."],
    ],
    on_screen: "Pick, check, write",
    shot: "The three scenes side by side, numbered.",
};

static CLOSE: Scene = Scene {
    lines: &[
        &[
            "",
            "Now {topic} should feel a good deal lighter.",
            "Easier than you thought?",
        ],
        &["{action}"],
        &[
            "",
            "Tell me in the comments what you picked.",
            "Questions go in the comments.",
        ],
    ],
    on_screen: "Save it, try one",
    shot: "Back to the first framing, a smile and a wave.",
};

/// Sentences for a part that is written anew, in no script before.
pub(super) static OTHER: &[&[&str]] = &[
    &[
        "Let me put it another way.",
        "Here is another way.",
        "Again.",
    ],
    &[
        "",
        "It feels clumsy at first, and then it does not.",
        "It gets easier.",
    ],
    &[
        "",
        "Going slowly is fine.",
        "There is no rush, so take the time you need.",
    ],
    &["", "That is all.", "Try it and you will see why."],
];
