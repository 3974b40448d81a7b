//! The small coloured word that tells a state at a glance.

/// How a state feels; the style sheet gives each a colour in both themes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to do, nothing to celebrate.
    Neutral,
    /// In motion.
    Active,
    /// Done well.
    Good,
    /// Wants attention.
    Warning,
    /// Went wrong.
    Bad,
}

/// A word and its tone. The word alone says everything: colour only helps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// The word.
    pub label: String,
    /// Its tone.
    pub tone: Tone,
}

impl Badge {
    /// Any word.
    pub fn new(label: impl Into<String>, tone: Tone) -> Self {
        Self {
            label: label.into(),
            tone,
        }
    }

    /// A run at work.
    pub fn run_running() -> Self {
        Self::new("만드는 중", Tone::Active)
    }

    /// A run with a result.
    pub fn run_succeeded() -> Self {
        Self::new("완성", Tone::Good)
    }

    /// A run that failed; its credits are back.
    pub fn run_failed() -> Self {
        Self::new("실패 · 환불됨", Tone::Bad)
    }

    /// An order not yet paid, or not yet seen to be.
    pub fn order_pending() -> Self {
        Self::new("확인 중", Tone::Active)
    }

    /// An order paid and granted.
    pub fn order_completed() -> Self {
        Self::new("결제 완료", Tone::Good)
    }

    /// An order that came to nothing.
    pub fn order_failed() -> Self {
        Self::new("결제 안 됨", Tone::Neutral)
    }

    /// An order whose buyer is to transfer the money.
    pub fn order_transfer() -> Self {
        Self::new("입금 기다리는 중", Tone::Active)
    }

    /// An order that nobody paid in time.
    pub fn order_expired() -> Self {
        Self::new("시간 지남", Tone::Neutral)
    }

    /// An order whose buyer asked for a refund.
    pub fn order_refund_asked() -> Self {
        Self::new("환불 신청", Tone::Warning)
    }

    /// An order whose money is on its way back.
    pub fn order_refunding() -> Self {
        Self::new("환불하는 중", Tone::Active)
    }

    /// An order part of whose money went back.
    pub fn order_partially_refunded() -> Self {
        Self::new("일부 환불됨", Tone::Warning)
    }

    /// An order whose money went back.
    pub fn order_refunded() -> Self {
        Self::new("환불됨", Tone::Warning)
    }

    /// An order that the card company decides about.
    pub fn order_disputed() -> Self {
        Self::new("카드사 확인 중", Tone::Warning)
    }

    /// Money on its way back.
    pub fn money_returning() -> Self {
        Self::new("돌려드리는 중", Tone::Active)
    }

    /// Money that went back.
    pub fn money_returned() -> Self {
        Self::new("돌려드렸어요", Tone::Good)
    }

    /// Money that could not go back.
    pub fn money_kept() -> Self {
        Self::new("취소하지 못함", Tone::Bad)
    }

    /// The class that colours it.
    pub fn class(&self) -> &'static str {
        match self.tone {
            Tone::Neutral => "badge",
            Tone::Active => "badge badge-active",
            Tone::Good => "badge badge-good",
            Tone::Warning => "badge badge-warning",
            Tone::Bad => "badge badge-bad",
        }
    }
}
