//! What NICE (the new module) asks of a request, and what it says when it is not given.

use super::request::CheckoutRequest;

/// All that NICE says, whatever is wrong.
pub(super) const MESSAGE: &str =
    "알 수 없는 이유로 결제가 중단되었습니다. 나이스페이먼츠(1661-0808)로 문의해 주세요.";
/// The real code is not documented: treat it as opaque.
pub(super) const CODE: &str = "SANDBOX_NICE_UNKNOWN";

const ORDER_NAME_BYTES: usize = 40;
const FULL_NAME_BYTES: usize = 30;
const FORBIDDEN: &[char] = &['%', '&', '|', '$', '-', '+', '=', '[', ']'];

/// Whether NICE's own window would not open for this request.
pub(super) fn objects(request: &CheckoutRequest) -> bool {
    let name = request.customer["name"].as_str().unwrap_or_default();
    request.order_name.len() > ORDER_NAME_BYTES
        || request.order_name.contains(FORBIDDEN)
        || name.len() > FULL_NAME_BYTES
        || !matches!(request.currency.as_str(), "KRW" | "USD")
        || objects_to_method(request)
}

fn objects_to_method(request: &CheckoutRequest) -> bool {
    match request.pay_method.as_str() {
        "CARD" | "TRANSFER" | "MOBILE" | "GIFT_CERTIFICATE" => false,
        "VIRTUAL_ACCOUNT" => request.account_hours <= 0,
        "EASY_PAY" => objects_to_easy_pay(request),
        _ => true,
    }
}

fn objects_to_easy_pay(request: &CheckoutRequest) -> bool {
    let Some(easy_pay) = &request.easy_pay else {
        return true;
    };
    let methods: Option<Vec<&str>> = easy_pay
        .available_pay_methods
        .as_ref()
        .map(|methods| methods.iter().map(String::as_str).collect());
    match (easy_pay.provider.as_deref(), methods.as_deref()) {
        (Some("KAKAOPAY"), _)
        | (Some("NAVERPAY"), Some(["CARD"]))
        | (Some("TOSSPAY"), None | Some(["CARD" | "CHARGE"] | ["CARD", "CHARGE"])) => false,
        // Points and money are cash: NICE must know whom the receipt goes to.
        (Some("NAVERPAY"), Some(["CHARGE"])) => {
            let receipt = easy_pay.cash_receipt_type.as_deref();
            let phone = easy_pay.customer_identifier.as_deref().unwrap_or_default();
            let digits = phone.replace('-', "");
            let is_phone = digits.len() >= 10 && digits.bytes().all(|byte| byte.is_ascii_digit());
            receipt != Some("ANONYMOUS") && (receipt.is_none() || !is_phone)
        }
        _ => true,
    }
}
