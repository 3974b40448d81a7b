//! What a page asks of the checkout window.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use super::payment::{NewPayment, Payment, PaymentStatus};
use crate::pages;

/// What a page hands to `PortOne.requestPayment`, as far as the window needs it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CheckoutRequest {
    pub(super) store_id: String,
    pub(super) payment_id: String,
    channel_key: Option<String>,
    pub(super) order_name: String,
    total_amount: i64,
    currency: String,
    pub(super) pay_method: String,
    pub(super) redirect_url: Option<Url>,
    customer: Option<Customer>,
    custom_data: Option<Value>,
    easy_pay: Option<EasyPay>,
}

/// The SDK's name for a field is not always the REST API's.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase", serialize = "camelCase"))]
struct Customer {
    #[serde(rename(deserialize = "customerId", serialize = "id"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(rename(deserialize = "fullName", serialize = "name"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct EasyPay {
    easy_pay_provider: Option<String>,
}

impl CheckoutRequest {
    pub(super) fn parse(json: &str) -> Result<Self, String> {
        let mut request: Self = serde_json::from_str(json).map_err(|error| error.to_string())?;
        // The SDK takes `CURRENCY_KRW` and `KRW` for the same thing; the REST API says `KRW`.
        request.currency = request.currency.trim_start_matches("CURRENCY_").to_owned();
        let web = |url: &Url| matches!(url.scheme(), "http" | "https");
        if request.total_amount <= 0 {
            return Err("totalAmount must be above 0".to_owned());
        }
        if request.payment_id.is_empty() || request.order_name.is_empty() {
            return Err("paymentId and orderName must not be empty".to_owned());
        }
        if !request.redirect_url.as_ref().is_none_or(web) {
            return Err("redirectUrl must be an http(s) address".to_owned());
        }
        Ok(request)
    }

    pub(super) fn to_payment(&self, transaction_id: &str) -> Payment {
        let new = NewPayment {
            status: PaymentStatus::Ready,
            store_id: self.store_id.clone(),
            currency: self.currency.clone(),
            channel_key: self.channel_key.clone().unwrap_or_default(),
            custom_data: self.custom_data.as_ref().map(Value::to_string),
            ..NewPayment::paid(&self.payment_id, self.total_amount, &self.order_name)
        };
        let customer = serde_json::to_value(&self.customer)
            .ok()
            .filter(Value::is_object);
        let easy_pay = self
            .easy_pay
            .as_ref()
            .and_then(|pay| pay.easy_pay_provider.clone());
        Payment {
            transaction_id: transaction_id.to_owned(),
            pay_method: self.pay_method.clone(),
            easy_pay_provider: easy_pay,
            customer: customer.unwrap_or_else(|| Value::Object(serde_json::Map::new())),
            ..Payment::made_up(new)
        }
    }

    /// The amount as people write it: `1,000원`, or a number and the currency.
    pub(super) fn price(&self) -> String {
        match self.currency.as_str() {
            "KRW" => format!("{}원", pages::grouped(self.total_amount)),
            other => format!("{} {other}", pages::grouped(self.total_amount)),
        }
    }
}
