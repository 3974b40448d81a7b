//! Paying in the payment company's window, as a phone does: away from the page and back to it.

use reqwest::{Client, Url, header::LOCATION, redirect::Policy};
use serde_json::{Value, json};

/// What the window leads back with.
#[derive(Clone, Debug, Default)]
pub struct Returned {
    /// The path of ours that it leads to.
    pub path: String,
    /// What it says there.
    pub query: Vec<(String, String)>,
}

impl Returned {
    /// A parameter of the address.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut pairs = self.query.iter();
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// What our page hands to `PortOne.requestPayment`, from what `prepare` answered.
#[must_use]
pub fn payment_request(prepared: &Value) -> Value {
    let mut request = json!({
        "storeId": prepared["store_id"],
        "channelKey": prepared["channel_key"],
        "paymentId": prepared["merchant_uid"],
        "orderName": prepared["order_name"],
        "totalAmount": prepared["amount"],
        "currency": prepared["currency"],
        "payMethod": prepared["pay_method"],
        "redirectUrl": prepared["redirect_url"],
        "customer": {"customerId": prepared["customer"]["id"]},
    });
    if prepared["easy_pay"].is_object() {
        request["easyPay"] = prepared["easy_pay"].clone();
    }
    request
}

/// Opens the window with this request and presses a button in it.
pub(crate) async fn pay_in_window(sandbox: &str, request: &Value, button: &str) -> Returned {
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    let open = client
        .get(format!("{sandbox}/portone/checkout"))
        .query(&[("request", request.to_string())]);
    let window = open.send().await.unwrap();
    if window.status() == 303 {
        return back(&window);
    }
    let html = window.text().await.unwrap();
    let action = html
        .split("action=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let action = action.unwrap_or_else(|| panic!("no window: {html}"));
    let press = client
        .post(format!("{sandbox}{action}"))
        .form(&[("action", button)]);
    back(&press.send().await.unwrap())
}

/// A window that stays, to show an account to transfer to, leads back nowhere.
fn back(answer: &reqwest::Response) -> Returned {
    let Some(location) = answer.headers().get(LOCATION) else {
        return Returned::default();
    };
    let url = Url::parse(location.to_str().unwrap()).unwrap();
    Returned {
        path: url.path().to_owned(),
        query: url.query_pairs().into_owned().collect(),
    }
}
