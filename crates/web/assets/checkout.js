// Buying credits: prepare the order, open the payment window, have the server verify it.
// Nothing decided here is believed by the server.
"use strict";
(() => {
  const WORDS = JSON.parse(document.getElementById("packages").dataset.words);

  // What the window says, by its codes and words; V1 passes on the payment company's own, which
  // are Korean: the two here are "cancel" and "give up".
  const FAILURES = [
    [/CANCEL|\uCDE8\uC18C|\uD3EC\uAE30/i, WORDS.cancelled],
    [/ALREADY_PAID/i, WORDS["already-paid"]],
    [/NOT_FOUND|INVALID|MISMATCH/i, WORDS.misconfigured],
    [/FAILURE_TYPE_PG|DECLINED/i, WORDS.declined],
  ];

  const DAYS_TO_TRANSFER = 3;

  const wait = (millis) => new Promise((resolve) => { setTimeout(resolve, millis); });

  // An empty value is left out: the SDK and our server take a missing field, not an empty one.
  const known = (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value));

  async function post(url, body) {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        // A problem's `detail` is shown as it is, on a page that is in this language.
        "Accept-Language": document.documentElement.lang,
      },
      body: JSON.stringify(body),
    });
    const answer = await response.json().catch(() => ({}));
    return { status: response.status, answer };
  }

  function loadSdk(url, name) {
    if (window[name]) return Promise.resolve();
    if (!url) return Promise.reject(new Error("no SDK"));
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = url;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  }

  // What either version's window answers, in one shape: `hints` for the server, and `failure`.
  function outcome(hints, code, pgCode, message) {
    const failure = code === undefined || code === null ? null : { code, pgCode, message };
    return { hints: known(hints), failure };
  }

  async function payByV2(order) {
    const customer = order.customer || {};
    const request = {
      storeId: order.store_id,
      channelKey: order.channel_key,
      paymentId: order.merchant_uid,
      orderName: order.order_name,
      totalAmount: order.amount,
      currency: order.currency,
      payMethod: order.pay_method,
      redirectUrl: order.redirect_url,
      customer: known({ customerId: customer.id, fullName: customer.name, email: customer.email }),
    };
    if (order.easy_pay) request.easyPay = order.easy_pay;
    const result = (await window.PortOne.requestPayment(request)) || {};
    const hints = { tx_id: result.txId, payment_token: result.paymentToken };
    return outcome(hints, result.code, result.pgCode, result.pgMessage || result.message);
  }

  // NICE wants the last day to transfer on, in Korea; V2 leaves it to NICE.
  function lastDay() {
    const day = new Date(Date.now() + DAYS_TO_TRANSFER * 24 * 60 * 60 * 1000);
    return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Seoul" }).format(day);
  }

  function payByV1(order) {
    const customer = order.customer || {};
    const request = known({
      channelKey: order.channel_key,
      pay_method: order.pay_method,
      merchant_uid: order.merchant_uid,
      name: order.order_name,
      amount: order.amount,
      currency: order.currency,
      buyer_name: customer.name,
      buyer_email: customer.email,
      m_redirect_url: order.redirect_url,
      vbank_due: order.method === "VIRTUAL_ACCOUNT" ? lastDay() : null,
    });
    window.IMP.init(order.store_id);
    return new Promise((resolve) => {
      window.IMP.request_pay(request, (result) => {
        const answer = result || {};
        const failed = answer.success === false || answer.imp_success === false;
        const code = answer.error_code || (failed ? "UNKNOWN" : undefined);
        resolve(outcome({ imp_uid: answer.imp_uid }, code, undefined, answer.error_msg));
      });
    });
  }

  // Our words first; the payment company's own behind them, for whoever asks it for help.
  function failureWords({ code, pgCode, message }) {
    const match = FAILURES.find(([pattern]) => pattern.test(`${code} ${pgCode} ${message}`));
    const told = [message, pgCode || code].filter(Boolean).join(" · ");
    return { words: match ? match[1] : WORDS["not-paid"], told: `(${told})` };
  }

  class Checkout {
    constructor(form) {
      this.form = form;
      this.message = form.querySelector(".buy-message");
      this.button = form.querySelector("[type=submit]");
      this.label = this.button.textContent;
      this.busy = false;
    }

    say(words, { bad = false, orderId = null } = {}) {
      this.message.textContent = words;
      this.message.classList.toggle("is-bad", bad);
      this.message.hidden = false;
      if (!orderId) return;
      const link = document.createElement("a");
      link.href = `/orders/${encodeURIComponent(orderId)}`;
      link.textContent = WORDS["see-order"];
      this.message.append(" ", link);
    }

    rest(resting) {
      this.busy = resting;
      this.button.textContent = resting ? this.button.dataset.busy : this.label;
      if (resting) this.button.setAttribute("aria-disabled", "true");
      else this.button.removeAttribute("aria-disabled");
    }

    async start() {
      if (this.busy) return;
      this.rest(true);
      this.message.hidden = true;
      try {
        const order = await this.prepare();
        const paid = order && (await this.pay(order));
        if (paid && paid.failure) await this.doubt(order.merchant_uid, paid);
        else if (paid) await this.verify(order.merchant_uid, paid.hints);
      } catch {
        this.say(WORDS.network, { bad: true });
      } finally {
        this.rest(false);
      }
    }

    async prepare() {
      const body = Object.fromEntries(new FormData(this.form));
      const method = document.querySelector(".pay-methods input:checked");
      if (method) body.method = method.value;
      const { status, answer } = await post("/api/credits/prepare", body);
      if (status >= 200 && status < 300) return answer;
      if (status === 401) location.assign("/sign-in?next=/credits");
      const words = { 401: WORDS["signed-out"], 429: WORDS.busy };
      this.say(words[status] || answer.detail || WORDS.unavailable, { bad: true });
      return null;
    }

    // What the window answered; null when it never opened. On phones it may leave this page
    // instead, and come back to the order's own page.
    async pay(order) {
      const isV1 = order.gateway === "PORTONE_V1";
      try {
        await loadSdk(order.sdk_url, isV1 ? "IMP" : "PortOne");
      } catch {
        this.say(WORDS["no-window"], { bad: true });
        return null;
      }
      try {
        return await (isV1 ? payByV1(order) : payByV2(order));
      } catch (error) {
        // V2 throws what goes wrong before the window opens.
        const told = error && error.message ? ` (${error.message})` : "";
        this.say(WORDS["no-window"] + told, { bad: true });
        return null;
      }
    }

    // The window says that it failed. That is no proof either: the server asks once.
    async doubt(orderId, { hints, failure }) {
      this.say(WORDS.checking);
      const reply = await post("/api/credits/verify", { merchant_uid: orderId, ...hints })
        .catch(() => null);
      if (reply && reply.status === 200) {
        this.show(orderId);
        return;
      }
      const { words, told } = failureWords(failure);
      const code = reply && reply.status === 409 ? reply.answer.code : null;
      if (code === "payment_not_found" || code === "status_invalid") {
        this.say(`${words} ${WORDS["not-charged"]} ${told}`, { bad: true });
      } else if (code) {
        this.say(reply.answer.detail || WORDS.unsure, { bad: true, orderId });
      } else {
        this.say(`${words} ${told}`, { bad: true, orderId });
      }
    }

    async verify(orderId, hints) {
      this.say(WORDS.checking);
      for (const millis of [0, 1000, 2000, 4000, 8000]) {
        await wait(millis);
        const body = { merchant_uid: orderId, ...hints };
        const reply = await post("/api/credits/verify", body).catch(() => null);
        if (!reply) continue;
        // A transfer takes its time: the order's page says where to.
        if (reply.status === 200 || reply.answer.virtual_account) {
          this.show(orderId);
          return;
        }
        if (reply.status === 202 || reply.status === 429 || reply.status === 503) continue;
        this.say(reply.answer.detail || WORDS.unsure, { bad: true, orderId });
        return;
      }
      this.show(orderId, hints);
    }

    // The order's page goes on looking, with the same hints of where to.
    show(orderId, hints = {}) {
      const query = new URLSearchParams(hints).toString();
      location.assign(`/orders/${encodeURIComponent(orderId)}${query ? `?${query}` : ""}`);
    }
  }

  for (const form of document.querySelectorAll("form[data-buy]")) {
    const checkout = new Checkout(form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      checkout.start();
    });
  }
})();
