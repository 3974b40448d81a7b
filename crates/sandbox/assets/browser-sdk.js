// A stand-in for @portone/browser-sdk/v2: the same request, the same result, and a window of the
// sandbox in place of the payment company's. Sets styles through the CSSOM only, so that it works
// on pages with a strict Content-Security-Policy.
(() => {
  "use strict";

  const base = new URL(".", document.currentScript.src);
  const REQUIRED = ["storeId", "paymentId", "orderName", "totalAmount", "currency", "payMethod"];
  const PAY_METHODS = [
    "CARD", "VIRTUAL_ACCOUNT", "TRANSFER", "MOBILE", "GIFT_CERTIFICATE", "EASY_PAY", "PAYPAL",
    "ALIPAY", "CONVENIENCE_STORE", "ALIPAY_PLUS",
  ];
  const WINDOW_TYPES = ["IFRAME", "POPUP", "REDIRECTION", "UI"];

  class PortOneError extends Error {
    constructor(message) {
      super(message);
      this.name = "PortOneError";
      this.code = "INVALID_REQUEST";
      this.__portOneErrorType = "PaymentError";
    }
  }

  const refuse = (message) => {
    throw new PortOneError(message);
  };

  function check(request) {
    if (typeof request !== "object" || request === null) refuse("결제 요청이 필요합니다.");
    for (const field of REQUIRED) {
      if (request[field] === undefined || request[field] === null || request[field] === "") {
        refuse(`필수 값이 없습니다: ${field}`);
      }
    }
    for (const field of REQUIRED.filter((field) => field !== "totalAmount")) {
      if (typeof request[field] !== "string") refuse(`${field}: 문자열이어야 합니다.`);
    }
    if (!request.channelKey && !request.channelGroupId) {
      refuse("channelKey와 channelGroupId 중 하나가 필요합니다.");
    }
    if (!Number.isInteger(request.totalAmount) || request.totalAmount <= 0) {
      refuse("totalAmount: 0보다 큰 정수여야 합니다.");
    }
    if (!/^(CURRENCY_)?[A-Z]{3}$/.test(request.currency)) {
      refuse("currency: KRW와 같은 통화 코드여야 합니다.");
    }
    if (!PAY_METHODS.includes(request.payMethod)) refuse("payMethod: 알 수 없는 결제 수단입니다.");
    if (request.payMethod === "EASY_PAY" && !request.easyPay) {
      refuse("easyPay: 간편결제에는 easyPay가 필요합니다.");
    }
    if (request.redirectUrl !== undefined && !/^https?:\/\//.test(request.redirectUrl)) {
      refuse("redirectUrl: http(s) 주소여야 합니다.");
    }
  }

  const isMobile = () =>
    /Mobi|Android|iPhone|iPad|iPod/i.test(navigator.userAgent) ||
    matchMedia("(max-width: 480px)").matches;

  // Without a redirectUrl only a promise can carry the result, whatever the environment.
  function opensAsPage(request) {
    const mobile = isMobile();
    const type = request.windowType?.[mobile ? "mobile" : "pc"];
    if (type !== undefined && !WINDOW_TYPES.includes(type)) {
      refuse("windowType: IFRAME, POPUP, REDIRECTION, UI 중 하나여야 합니다.");
    }
    if (type === "REDIRECTION" && !request.redirectUrl) {
      refuse("redirectUrl: 리디렉션 방식에 필요합니다.");
    }
    if (!request.redirectUrl) return false;
    return request.forceRedirect === true || (type ? type === "REDIRECTION" : mobile);
  }

  function checkoutUrl(request, origin) {
    const url = new URL("checkout", base);
    url.searchParams.set("request", JSON.stringify(request));
    if (origin) url.searchParams.set("origin", origin);
    return url.href;
  }

  function overlay(src) {
    const cover = document.createElement("div");
    Object.assign(cover.style, {
      position: "fixed", inset: "0", zIndex: "2147483647", display: "grid", placeItems: "center",
      background: "rgba(15, 20, 35, .55)",
    });
    cover.setAttribute("role", "dialog");
    cover.setAttribute("aria-modal", "true");
    cover.setAttribute("aria-label", "결제 연습 창");
    const frame = document.createElement("iframe");
    frame.title = "결제 연습 창";
    Object.assign(frame.style, {
      width: "min(100vw, 440px)", height: "min(100dvh, 600px)", border: "0",
      borderRadius: "16px", background: "#fff", boxShadow: "0 20px 60px rgba(0, 0, 0, .35)",
    });
    frame.src = src;
    frame.addEventListener("load", () => frame.focus());
    cover.append(frame);
    return { cover, frame };
  }

  function openFrame(request) {
    return new Promise((resolve) => {
      const focused = document.activeElement;
      const root = document.documentElement;
      const scroll = root.style.overflow;
      const { cover, frame } = overlay(checkoutUrl(request, location.origin));
      const receive = (event) => {
        if (event.origin !== base.origin || event.source !== frame.contentWindow) return;
        if (event.data?.source !== "portone-sandbox") return;
        removeEventListener("message", receive);
        cover.remove();
        root.style.overflow = scroll;
        focused?.focus?.();
        resolve(event.data.result);
      };
      addEventListener("message", receive);
      root.style.overflow = "hidden";
      document.body.append(cover);
    });
  }

  async function requestPayment(request) {
    check(request);
    if (opensAsPage(request)) {
      location.assign(checkoutUrl(request));
      // The page goes away; a promise that settled would let it act on a result it has not got.
      return new Promise(() => {});
    }
    return openFrame(request);
  }

  window.PortOne = Object.freeze({
    requestPayment,
    isPortOneError: (error) => error instanceof PortOneError,
    PortOneError,
  });
})();
