//! What a page asks of the checkout window, whichever SDK it asks with.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use super::{
    new::{ChannelType, NewPayment, PaymentStatus, Version},
    payment::{ACCOUNT_HOURS, Payment},
};
use crate::pages;

/// An attempt to pay, as far as the window needs it.
#[derive(Clone, Debug)]
pub(super) struct CheckoutRequest {
    pub(super) version: Version,
    pub(super) store_id: String,
    pub(super) payment_id: String,
    pub(super) channel_key: String,
    pub(super) order_name: String,
    pub(super) total_amount: i64,
    pub(super) currency: String,
    /// By the names of V2.
    pub(super) pay_method: String,
    pub(super) easy_pay: Option<EasyPay>,
    /// How long a virtual account is to wait for the money.
    pub(super) account_hours: i64,
    pub(super) redirect_url: Option<Url>,
    /// By the names of the REST API of V2.
    pub(super) customer: Value,
    pub(super) custom_data: Option<String>,
    pub(super) notice_urls: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EasyPay {
    #[serde(rename = "easyPayProvider")]
    pub(super) provider: Option<String>,
    pub(super) available_pay_methods: Option<Vec<String>>,
    pub(super) cash_receipt_type: Option<String>,
    pub(super) customer_identifier: Option<String>,
}

/// What a page hands to `PortOne.requestPayment`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    store_id: String,
    payment_id: String,
    #[serde(default)]
    channel_key: String,
    order_name: String,
    total_amount: i64,
    currency: String,
    pay_method: String,
    redirect_url: Option<Url>,
    customer: Option<Customer>,
    custom_data: Option<Value>,
    easy_pay: Option<EasyPay>,
    virtual_account: Option<VirtualAccount>,
    #[serde(default)]
    notice_urls: Vec<String>,
}

/// The SDK's name for a field is not always the REST API's.
#[derive(Deserialize, Serialize)]
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

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VirtualAccount {
    account_expiry: Option<Expiry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Expiry {
    valid_hours: Option<i64>,
    due_date: Option<String>,
}

impl CheckoutRequest {
    /// Reads the request of the V2 SDK.
    pub(super) fn parse(json: &str, now: DateTime<Utc>) -> Result<Self, String> {
        let wire: Wire = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let expiry = wire
            .virtual_account
            .and_then(|account| account.account_expiry);
        let account_hours = match expiry {
            None => ACCOUNT_HOURS,
            Some(expiry) => hours(expiry, now)?,
        };
        let customer = serde_json::to_value(wire.customer)
            .ok()
            .filter(Value::is_object);
        let request = Self {
            version: Version::V2,
            store_id: wire.store_id,
            payment_id: wire.payment_id,
            channel_key: wire.channel_key,
            order_name: wire.order_name,
            total_amount: wire.total_amount,
            // The SDK takes `CURRENCY_KRW` and `KRW` for the same thing; the REST API says `KRW`.
            currency: wire.currency.trim_start_matches("CURRENCY_").to_owned(),
            pay_method: wire.pay_method,
            easy_pay: wire.easy_pay,
            account_hours,
            redirect_url: wire.redirect_url,
            customer: customer.unwrap_or_else(|| Value::Object(serde_json::Map::new())),
            custom_data: wire.custom_data.as_ref().map(Value::to_string),
            notice_urls: wire.notice_urls,
        };
        request.checked()
    }

    pub(super) fn checked(self) -> Result<Self, String> {
        let web = |url: &Url| matches!(url.scheme(), "http" | "https");
        if self.total_amount <= 0 {
            return Err("the amount must be above 0".to_owned());
        }
        if self.payment_id.is_empty() || self.order_name.is_empty() {
            return Err("the payment's id and name must not be empty".to_owned());
        }
        if !self.redirect_url.as_ref().is_none_or(web) {
            return Err("the address to go back to must be an http(s) one".to_owned());
        }
        Ok(self)
    }

    pub(super) fn to_payment(&self, tx: &str, channel: ChannelType, now: DateTime<Utc>) -> Payment {
        let new = NewPayment {
            version: self.version,
            transaction_id: Some(tx.to_owned()),
            status: PaymentStatus::Ready,
            store_id: self.store_id.clone(),
            currency: self.currency.clone(),
            channel_key: self.channel_key.clone(),
            channel_type: channel,
            custom_data: self.custom_data.clone(),
            ..NewPayment::paid(&self.payment_id, self.total_amount, &self.order_name)
        };
        Payment {
            pay_method: self.pay_method.clone(),
            easy_pay_provider: self
                .easy_pay
                .as_ref()
                .and_then(|easy_pay| easy_pay.provider.clone()),
            customer: self.customer.clone(),
            notice_urls: self.notice_urls.clone(),
            ..Payment::made_up(new, now)
        }
    }

    /// The amount as people write it: `1,000원`, or a number and the currency.
    pub(super) fn price(&self) -> String {
        match self.currency.as_str() {
            "KRW" => format!("{}원", pages::grouped(self.total_amount)),
            other => format!("{} {other}", pages::grouped(self.total_amount)),
        }
    }

    /// How to pay, as people call it.
    pub(super) fn method(&self) -> String {
        let easy_pay = self.easy_pay.as_ref();
        let provider = easy_pay.and_then(|easy_pay| easy_pay.provider.as_deref());
        let method = easy_pay
            .and_then(|easy_pay| easy_pay.available_pay_methods.as_deref())
            .and_then(|methods| methods.first().map(String::as_str));
        let provider = match (self.pay_method.as_str(), provider) {
            ("VIRTUAL_ACCOUNT", _) => return "가상계좌".to_owned(),
            ("TRANSFER", _) => return "계좌이체".to_owned(),
            ("MOBILE", _) => return "휴대폰 결제".to_owned(),
            ("EASY_PAY", Some("KAKAOPAY")) => return "카카오페이".to_owned(),
            ("EASY_PAY", Some("NAVERPAY")) => "네이버페이",
            ("EASY_PAY", Some("TOSSPAY")) => "토스페이",
            ("EASY_PAY", _) => return "간편결제".to_owned(),
            _ => return "신용카드".to_owned(),
        };
        match method {
            Some("CARD") => format!("{provider} 카드"),
            Some("CHARGE") => format!("{provider} 포인트·머니"),
            _ => provider.to_owned(),
        }
    }
}

fn hours(expiry: Expiry, now: DateTime<Utc>) -> Result<i64, String> {
    match (expiry.valid_hours, expiry.due_date) {
        (Some(hours), None) => Ok(hours),
        (None, Some(date)) => hours_until(&date, now),
        _ => Err("accountExpiry needs either validHours or dueDate".to_owned()),
    }
}

/// The whole hours until a date in one of the SDK's four spellings, in Korean time.
pub(super) fn hours_until(date: &str, now: DateTime<Utc>) -> Result<i64, String> {
    let time = ["%Y%m%d%H%M%S", "%Y-%m-%d %H:%M:%S"];
    let day = ["%Y%m%d", "%Y-%m-%d"];
    let at = time
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(date, form).ok())
        .or_else(|| {
            let parsed = day
                .iter()
                .find_map(|form| NaiveDate::parse_from_str(date, form).ok());
            parsed?.and_hms_opt(23, 59, 59)
        })
        .ok_or_else(|| format!("dueDate: \"{date}\" is not a date"))?;
    let at = at.and_utc() - chrono::TimeDelta::hours(9);
    Ok((at - now).num_hours())
}
