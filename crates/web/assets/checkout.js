// Buying credits: prepare the order, open the payment window, have the server verify it.
// Nothing decided here is believed by the server.
"use strict";
(() => {
  const WORDS = {
    network: "인터넷 연결을 확인하고 다시 눌러 주세요.",
    signedOut: "로그인이 풀렸어요. 다시 로그인해 주세요.",
    busy: "짧은 시간에 여러 번 눌렀어요. 잠시 뒤에 다시 눌러 주세요.",
    unavailable: "지금은 결제를 시작할 수 없어요. 잠시 뒤에 다시 시도해 주세요.",
    noWindow: "결제창을 열지 못했어요. 광고 차단 기능을 잠시 끄거나 다른 브라우저에서 시도해 주세요.",
    notPaid: "결제가 끝나지 않았어요. 다시 시도할 수 있어요.",
    checking: "결제를 확인하고 있어요. 창을 닫지 말고 잠시만 기다려 주세요.",
    unsure: "결제를 아직 확인하지 못했어요. 돈이 빠져나갔다면 확인되는 대로 크레딧을 넣어 드려요.",
  };

  const wait = (millis) => new Promise((resolve) => { setTimeout(resolve, millis); });

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

  function loadSdk(url) {
    if (window.PortOne) return Promise.resolve();
    if (!url) return Promise.reject(new Error("no SDK"));
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = url;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  }

  // An empty value is left out: the SDK takes a missing field, not an empty one.
  function paymentRequest(order) {
    const customer = order.customer || {};
    const known = { customerId: customer.id, fullName: customer.name, email: customer.email };
    return {
      storeId: order.store_id,
      channelKey: order.channel_key,
      paymentId: order.merchant_uid,
      orderName: order.order_name,
      totalAmount: order.amount,
      currency: order.currency,
      payMethod: order.pay_method,
      redirectUrl: order.redirect_url,
      customer: Object.fromEntries(Object.entries(known).filter(([, value]) => value)),
    };
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
      link.textContent = "주문 확인하기";
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
        if (order && (await this.pay(order))) await this.verify(order.merchant_uid);
      } catch {
        this.say(WORDS.network, { bad: true });
      } finally {
        this.rest(false);
      }
    }

    async prepare() {
      const body = Object.fromEntries(new FormData(this.form));
      const { status, answer } = await post("/api/credits/prepare", body);
      if (status >= 200 && status < 300) return answer;
      if (status === 401) location.assign("/sign-in?next=/credits");
      const words = { 401: WORDS.signedOut, 429: WORDS.busy };
      this.say(words[status] || answer.detail || WORDS.unavailable, { bad: true });
      return null;
    }

    // True when it is worth asking the server. On phones the window may leave this page instead,
    // and come back to the order's own page.
    async pay(order) {
      try {
        await loadSdk(order.sdk_url);
      } catch {
        this.say(WORDS.noWindow, { bad: true });
        return false;
      }
      let result;
      try {
        result = await window.PortOne.requestPayment(paymentRequest(order));
      } catch {
        this.say(WORDS.noWindow, { bad: true });
        return false;
      }
      if (!result || result.code === undefined) return true;
      const reason = result.pgMessage || result.message;
      // The window's word is not proof either way: the order's page knows whether money moved.
      const words = reason ? `${WORDS.notPaid} (${reason})` : WORDS.notPaid;
      this.say(words, { bad: true, orderId: order.merchant_uid });
      return false;
    }

    async verify(orderId) {
      this.say(WORDS.checking);
      for (const millis of [0, 1000, 2000, 4000, 8000]) {
        await wait(millis);
        const reply = await post("/api/credits/verify", { merchant_uid: orderId }).catch(() => null);
        if (!reply) continue;
        if (reply.status === 200) break;
        if (reply.status === 202 || reply.status === 429 || reply.status === 503) continue;
        this.say(reply.answer.detail || WORDS.unsure, { bad: true, orderId });
        return;
      }
      location.assign(`/orders/${encodeURIComponent(orderId)}`);
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
