// A stand-in for the V1 SDK (iamport.js): the same calls, the same answers, and a window of the
// sandbox in place of the payment company's. Sets styles through the CSSOM only, so that it works
// on pages with a strict Content-Security-Policy.
(() => {
  "use strict";

  const base = new URL(".", document.currentScript.src);
  let userCode = null;

  const isMobile = () =>
    /Mobi|Android|iPhone|iPad|iPod/i.test(navigator.userAgent) ||
    matchMedia("(max-width: 480px)").matches;

  function checkoutUrl(params, origin) {
    const url = new URL("checkout", base);
    url.searchParams.set("request", JSON.stringify(params));
    url.searchParams.set("userCode", userCode);
    if (origin) url.searchParams.set("origin", origin);
    return url.href;
  }

  // What is wrong before the window opens is told to the callback, unlike in V2.
  function problem(params) {
    if (userCode === null) return "IMP.init을 먼저 호출해야 합니다.";
    if (typeof params !== "object" || params === null) return "결제 요청 파라미터가 필요합니다.";
    for (const field of ["merchant_uid", "name", "amount"]) {
      if (params[field] === undefined || params[field] === "") return `${field}: 필수 값입니다.`;
    }
    if (!params.channelKey && !params.pg) return "channelKey가 필요합니다.";
    if (!Number.isInteger(params.amount) || params.amount <= 0) {
      return "amount: 0보다 큰 정수여야 합니다.";
    }
    return null;
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

  function request_pay(params, callback) {
    const answer = typeof callback === "function" ? callback : () => {};
    const wrong = problem(params);
    if (wrong !== null) {
      answer({
        success: false, imp_uid: null, merchant_uid: params?.merchant_uid ?? null,
        error_code: "INVALID_REQUEST", error_msg: wrong,
      });
      return;
    }
    if (params.m_redirect_url && isMobile()) {
      location.assign(checkoutUrl(params));
      return;
    }
    const focused = document.activeElement;
    const root = document.documentElement;
    const scroll = root.style.overflow;
    const { cover, frame } = overlay(checkoutUrl(params, location.origin));
    const receive = (event) => {
      if (event.origin !== base.origin || event.source !== frame.contentWindow) return;
      if (event.data?.source !== "portone-sandbox") return;
      removeEventListener("message", receive);
      cover.remove();
      root.style.overflow = scroll;
      focused?.focus?.();
      answer(event.data.result);
    };
    addEventListener("message", receive);
    root.style.overflow = "hidden";
    document.body.append(cover);
  }

  window.IMP = Object.freeze({
    init(code) {
      userCode = String(code);
    },
    request_pay,
  });
})();
