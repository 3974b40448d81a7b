// No adapter expects a redirect, and each request carries a secret.
export function followNoRedirect() {
  const fetch = globalThis.fetch;
  globalThis.fetch = (request, init) => fetch(request, { ...init, redirect: "manual" });
}
