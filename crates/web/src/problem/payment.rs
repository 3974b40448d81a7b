//! What goes wrong with money, in words for the buyer.

use axum::http::StatusCode;
use openclaw_domain::{
    agent::{Problem as FieldFault, Text},
    order::{AskError, HeedError, Mismatch, PrepareError, QuoteReason, RefundError, SettleError},
    port::payment::{GatewayError, NoticeError},
};

use super::Problem;

impl From<PrepareError> for Problem {
    fn from(error: PrepareError) -> Self {
        match error {
            PrepareError::UnknownPackage => {
                Self::field("package", FieldFault::NotAChoice(Vec::new()))
            }
            PrepareError::UnknownMethod => {
                Self::field("method", FieldFault::NotAChoice(Vec::new()))
            }
            PrepareError::Database(error) => error.into(),
        }
    }
}

impl From<SettleError> for Problem {
    fn from(error: SettleError) -> Self {
        match error {
            SettleError::NoOrder => Self::not_found(),
            SettleError::NoPayment => Self::new(
                StatusCode::CONFLICT,
                "payment_not_found",
                "이 주문으로 결제한 내역이 없어요. 빠져나간 돈은 없어요.",
                "Nothing has been paid for this order.",
            ),
            SettleError::Mismatch(mismatch) => {
                let words = mismatch_words(mismatch);
                Self::new(
                    StatusCode::CONFLICT,
                    mismatch.as_str(),
                    &words.ko,
                    &words.en,
                )
            }
            SettleError::NotCaptured(reason) => {
                tracing::warn!(reason, "a payment was not captured");
                Self::new(
                    StatusCode::CONFLICT,
                    "not_captured",
                    "카드사에서 승인하지 않았어요. 빠져나간 돈은 없어요. 다른 카드나 방법으로 다시 시도해 주세요.",
                    "The payment was not approved; nothing was charged.",
                )
            }
            SettleError::Gateway(error) => {
                tracing::error!(%error, "the payment gateway told nothing");
                let status = match error {
                    GatewayError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
                    GatewayError::Misconfigured(_) => StatusCode::BAD_GATEWAY,
                };
                Self::new(
                    status,
                    "payment_provider_unavailable",
                    "결제 회사의 답을 아직 받지 못했어요. 결제했다면 확인되는 대로 크레딧을 넣어 드려요.",
                    "The payment provider has not answered yet; the order stays pending.",
                )
                .after(5)
            }
            SettleError::Database(error) => error.into(),
        }
    }
}

impl From<AskError> for Problem {
    fn from(error: AskError) -> Self {
        match error {
            AskError::NoOrder | AskError::Refund(RefundError::NoOrder) => Self::not_found(),
            AskError::Nothing(because) | AskError::Refund(RefundError::Nothing(because)) => {
                Self::nothing_to_refund(because)
            }
            AskError::Refund(RefundError::ByHand) => Self::new(
                StatusCode::CONFLICT,
                "refund_by_hand",
                "가상계좌로 낸 돈은 계좌로 돌려드려야 해요. 고객센터로 주문 번호와 계좌를 알려 주세요.",
                "A transfer goes back to a bank account; please write to us.",
            ),
            AskError::Refund(RefundError::TooMany { .. } | RefundError::InUse) => Self::new(
                StatusCode::CONFLICT,
                "credits_in_use",
                "지금 크레딧을 쓰고 있어요. 실행이 끝난 뒤에 다시 신청해 주세요.",
                "The credits are in use; please try again when the run has ended.",
            ),
            AskError::Refund(RefundError::Database(error)) | AskError::Database(error) => {
                error.into()
            }
        }
    }
}

impl From<HeedError> for Problem {
    fn from(error: HeedError) -> Self {
        let refused =
            |status, code, en: &str| Self::new(status, code, "받을 수 없는 알림이에요.", en);
        match error {
            HeedError::NoGateway => Self::not_found(),
            HeedError::Notice(NoticeError::Unreadable(_)) => refused(
                StatusCode::BAD_REQUEST,
                "unreadable_webhook",
                "The body is no webhook.",
            ),
            HeedError::Notice(_) => refused(
                StatusCode::UNAUTHORIZED,
                "webhook_not_proved",
                "The webhook is not proved to be the gateway's.",
            ),
            HeedError::Database(error) => error.into(),
        }
    }
}

/// Why nothing goes back, in words.
pub fn quote_words(because: QuoteReason) -> Text {
    let (ko, en) = match because {
        QuoteReason::InTime => (
            "청약철회 기간 안이라 쓰지 않은 크레딧을 전액 돌려드려요.",
            "Within the window, unused credits are refunded in full.",
        ),
        QuoteReason::Late => (
            "청약철회 기간이 지나 이용약관에 따라 쓰지 않은 크레딧의 일부를 돌려드려요.",
            "After the window, part of the unused credits' price is refunded, by the terms.",
        ),
        QuoteReason::AllUsed => (
            "이 주문으로 산 크레딧을 모두 썼어요.",
            "All credits of this order were used.",
        ),
        QuoteReason::NotGranted => (
            "크레딧을 드린 주문이 아니에요.",
            "This order granted no credits.",
        ),
        QuoteReason::Refunded => (
            "이미 모두 환불된 주문이에요.",
            "All of it was refunded already.",
        ),
        QuoteReason::UnderWay => (
            "환불이 진행되고 있어요. 카드사에 따라 며칠 걸릴 수 있어요.",
            "A refund is under way.",
        ),
        QuoteReason::Disputed => (
            "카드사에서 이의 제기를 확인하고 있어서 지금은 환불할 수 없어요.",
            "The card company is deciding a dispute about it.",
        ),
        QuoteReason::PartialNotPossible => (
            "일부만 취소할 수 없는 결제예요. 고객센터로 알려 주시면 계좌로 돌려드려요.",
            "Part of this payment cannot be cancelled here; please write to us.",
        ),
    };
    Text {
        ko: ko.to_owned(),
        en: en.to_owned(),
    }
}

/// Why a payment was not taken, in words.
pub fn mismatch_words(mismatch: Mismatch) -> Text {
    let (ko, en) = match mismatch {
        Mismatch::Status => (
            "결제가 끝나지 않았어요. 빠져나간 돈은 없어요.",
            "The payment did not succeed; nothing was charged.",
        ),
        Mismatch::Cancelled => (
            "취소된 결제예요. 돈은 카드사를 거쳐 돌아와요.",
            "The payment was cancelled.",
        ),
        Mismatch::Amount => (
            "결제된 금액이 주문과 달라 크레딧을 넣지 않았어요. 빠져나간 돈은 자동으로 돌려드려요.",
            "The amount paid is not the order's; no credits were granted, and the money is sent back.",
        ),
        Mismatch::Currency => (
            "결제된 통화가 주문과 달라 크레딧을 넣지 않았어요. 빠져나간 돈은 자동으로 돌려드려요.",
            "The currency is not the order's; no credits were granted, and the money is sent back.",
        ),
        Mismatch::TestChannel => (
            "사용할 수 없는 결제 채널이에요. 크레딧을 넣지 않았어요.",
            "The payment channel is not one that counts; no credits were granted.",
        ),
        Mismatch::OrderName => (
            "결제창에 보인 상품이 주문과 달라 크레딧을 넣지 않았어요. 빠져나간 돈은 자동으로 돌려드려요.",
            "The buyer was shown another product; no credits were granted, and the money is sent back.",
        ),
        Mismatch::Uid | Mismatch::Store => (
            "결제 내용이 주문과 달라 크레딧을 넣지 않았어요. 고객센터로 알려 주세요.",
            "The payment is not this order's; no credits were granted.",
        ),
    };
    Text {
        ko: ko.to_owned(),
        en: en.to_owned(),
    }
}
