//! What is outside, failing by the seed: a payment gateway that loses answers, a model, a file store.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use futures::{FutureExt as _, future::BoxFuture};
use openclaw_domain::{
    money::Won,
    order::Order,
    port::{
        files::{FileError, FileStore},
        model::{Completion, Model, ModelError, Progress, Prompt, Usage},
        payment::{
            CancelError, CancelRequest, Cancellation, CancellationState, ChannelKind, ConfirmError,
            ConfirmRequest, GatewayError, Notice, NoticeError, Payment, PaymentGateway,
            PaymentPage, PaymentStatus, WebhookRequest,
        },
    },
    random::OrderId,
    time::Timestamp,
};

use super::scheduler::Waiting;

/// Payments by their order.
pub(super) struct Gateway {
    payments: Mutex<BTreeMap<String, Paid>>,
    waiting: Waiting,
}

struct Paid {
    payment: Payment,
    /// What was answered to each key.
    answered: BTreeMap<String, Cancellation>,
}

impl Gateway {
    pub(super) fn new(waiting: Waiting) -> Self {
        Self {
            payments: Mutex::default(),
            waiting,
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Paid>> {
        self.payments.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on nothing fails, here and elsewhere.
    pub(super) fn heal(&self) {
        self.waiting.heal();
    }

    /// What the dice of everything outside would show next.
    pub(super) fn next(&self) -> u64 {
        self.waiting.below(u64::MAX)
    }

    /// The buyer pays so many won for the order.
    pub(super) fn pay(&self, order: &Order, total: i64) {
        let payment = Payment {
            id: order.id.to_string(),
            status: PaymentStatus::Paid,
            store_id: openclaw_sandbox::STORE_ID.to_owned(),
            channel: ChannelKind::Test,
            channel_key: Some(openclaw_sandbox::CHANNEL_KEY.to_owned()),
            version: "V2".to_owned(),
            currency: "KRW".to_owned(),
            total,
            cancelled: 0,
            order_name: order.order_name.clone(),
            transaction_id: Some(format!("tx-{}", order.id)),
            receipt_url: None,
            cancellations: Vec::new(),
            is_disputed: false,
            virtual_account: None,
        };
        let paid = Paid {
            payment,
            answered: BTreeMap::new(),
        };
        self.lock().entry(order.id.to_string()).or_insert(paid);
    }

    /// Somebody gives some of it back at the console.
    pub(super) fn cancel_at_console(&self, order: &OrderId, amount: i64) {
        if let Some(paid) = self.lock().get_mut(order.as_str()) {
            let id = format!("console-{}", paid.payment.cancellations.len());
            give_back(paid, id, amount, "console".to_owned());
        }
    }

    /// What is held of each payment now.
    pub(super) fn held(&self) -> Vec<(String, i64)> {
        let payments = self.lock();
        let held = payments
            .iter()
            .map(|(id, paid)| (id.clone(), paid.payment.held()));
        held.collect()
    }
}

fn give_back(paid: &mut Paid, id: String, amount: i64, reason: String) -> Option<Cancellation> {
    let payment = &mut paid.payment;
    if amount <= 0 || amount > payment.held() {
        return None;
    }
    payment.cancelled += amount;
    payment.status = if payment.cancelled == payment.total {
        PaymentStatus::Cancelled
    } else {
        PaymentStatus::PartialCancelled
    };
    let cancellation = Cancellation {
        id,
        state: CancellationState::Succeeded,
        amount,
        reason,
    };
    payment.cancellations.push(cancellation.clone());
    Some(cancellation)
}

impl PaymentGateway for Gateway {
    fn fetch<'a>(
        &'a self,
        order: &'a OrderId,
        _attempt: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Option<Payment>, GatewayError>> {
        async move {
            self.waiting.a_while().await;
            if self.waiting.fails(8) {
                return Err(GatewayError::Unavailable("simulated".to_owned()));
            }
            let payment = self
                .lock()
                .get(order.as_str())
                .map(|paid| paid.payment.clone());
            self.waiting.a_while().await;
            Ok(payment)
        }
        .boxed()
    }

    fn register<'a>(
        &'a self,
        _order: &'a OrderId,
        _amount: Won,
    ) -> BoxFuture<'a, Result<(), GatewayError>> {
        async { Ok(()) }.boxed()
    }

    fn confirm<'a>(
        &'a self,
        _request: &'a ConfirmRequest,
    ) -> BoxFuture<'a, Result<(), ConfirmError>> {
        async { Ok(()) }.boxed()
    }

    fn cancel<'a>(
        &'a self,
        request: &'a CancelRequest,
    ) -> BoxFuture<'a, Result<Cancellation, CancelError>> {
        async move {
            self.waiting.a_while().await;
            if self.waiting.fails(8) {
                return Err(CancelError::Refused("simulated".to_owned()));
            }
            let answer = self.given_back(request);
            self.waiting.a_while().await;
            if self.waiting.fails(4) {
                return Err(CancelError::NotKnown("the answer was lost".to_owned()));
            }
            answer
        }
        .boxed()
    }

    fn page<'a>(
        &'a self,
        _from: Timestamp,
        _until: Timestamp,
        _cursor: Option<&'a str>,
    ) -> BoxFuture<'a, Result<PaymentPage, GatewayError>> {
        async move {
            self.waiting.a_while().await;
            if self.waiting.fails(8) {
                return Err(GatewayError::Unavailable("simulated".to_owned()));
            }
            let payments = self.lock().values().map(|it| it.payment.clone()).collect();
            Ok(PaymentPage {
                payments,
                ..PaymentPage::default()
            })
        }
        .boxed()
    }

    /// The body is the order's id: what is proved of a webhook is proved elsewhere.
    fn notice(&self, request: &WebhookRequest) -> Result<Notice, NoticeError> {
        let order = String::from_utf8_lossy(&request.body).into_owned();
        Ok(Notice {
            id: Some(format!("{order} at {}", request.at.0)),
            kind: "Transaction.PartialCancelled".to_owned(),
            payment_id: Some(order),
            store_id: None,
        })
    }
}

impl Gateway {
    /// Once for each key.
    fn given_back(&self, request: &CancelRequest) -> Result<Cancellation, CancelError> {
        let mut payments = self.lock();
        let unknown = || CancelError::Changed("no such payment".to_owned());
        let paid = payments
            .get_mut(request.order.as_str())
            .ok_or_else(unknown)?;
        if let Some(answer) = paid.answered.get(&request.key) {
            return Ok(answer.clone());
        }
        if paid.payment.held() != request.cancellable {
            return Err(CancelError::Changed("another amount is left".to_owned()));
        }
        let id = format!("cancel-{}", request.key);
        let given = give_back(paid, id, request.amount, request.reason.clone());
        let given = given.ok_or_else(|| CancelError::Changed("too much".to_owned()))?;
        paid.answered.insert(request.key.clone(), given.clone());
        Ok(given)
    }
}

/// A model that writes one document, or nothing.
pub(super) struct Writer {
    document: String,
    waiting: Waiting,
}

impl Writer {
    pub(super) fn new(document: &str, waiting: Waiting) -> Self {
        Self {
            document: document.to_owned(),
            waiting,
        }
    }
}

impl Model for Writer {
    fn complete<'a>(
        &'a self,
        _prompt: &'a Prompt,
        _deadline: Timestamp,
        on_progress: &'a mut (dyn FnMut(Progress<'_>) + Send),
    ) -> BoxFuture<'a, Result<Completion, ModelError>> {
        async move {
            self.waiting.a_while().await;
            if self.waiting.fails(5) {
                return Err(ModelError::Unavailable("simulated".to_owned()));
            }
            on_progress(Progress::Text(&self.document));
            self.waiting.a_while().await;
            Ok(Completion {
                text: self.document.clone(),
                provider: "simulated",
                model: "simulated".to_owned(),
                usage: Usage::default(),
            })
        }
        .boxed()
    }
}

/// Files in memory.
pub(super) struct Files {
    kept: Mutex<BTreeMap<String, bytes::Bytes>>,
    waiting: Waiting,
}

impl Files {
    pub(super) fn new(waiting: Waiting) -> Self {
        Self {
            kept: Mutex::default(),
            waiting,
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, bytes::Bytes>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FileStore for Files {
    fn put<'a>(
        &'a self,
        key: &'a str,
        content: bytes::Bytes,
    ) -> BoxFuture<'a, Result<(), FileError>> {
        async move {
            self.waiting.a_while().await;
            if self.waiting.fails(10) {
                return Err(FileError("simulated".to_owned()));
            }
            self.lock().insert(key.to_owned(), content);
            Ok(())
        }
        .boxed()
    }

    fn delete<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<(), FileError>> {
        self.lock().remove(key);
        async { Ok(()) }.boxed()
    }

    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<bytes::Bytes>, FileError>> {
        let file = self.lock().get(key).cloned();
        async { Ok(file) }.boxed()
    }
}
