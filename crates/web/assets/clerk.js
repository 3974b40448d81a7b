// Clerk's form on the sign-in page. Its token becomes a session of ours, and then it is not needed
// any more. Without this script, the button below the form leads to Clerk's own page.
"use strict";

(async () => {
  const place = document.getElementById("clerk");
  const failed = document.getElementById("clerk-failed");
  if (!place) return;
  const fail = () => { failed.hidden = false; };
  if (!window.Clerk) return fail();

  let leaving = false;
  const enter = async () => {
    if (leaving || !Clerk.session) return;
    leaving = true;
    try {
      const token = await Clerk.session.getToken();
      const answer = await fetch("/auth/hosted/session", {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
      });
      if (answer.status !== 204) throw new Error(`answered ${answer.status}`);
      location.replace(place.dataset.next);
    } catch {
      // Not tried again by itself: the button is there.
      fail();
    }
  };

  try {
    await Clerk.load({
      ui: { ClerkUI: window.__internal_ClerkUICtor },
      localization: window.clerkKorean,
    });
    if (place.dataset.left) {
      // Given a function, Clerk stays on this page.
      await Clerk.signOut(() => {});
      history.replaceState(null, "", "/sign-in");
    }
    if (Clerk.session) return await enter();
    Clerk.addListener(({ session }) => { if (session) enter(); });
    const here = `/sign-in?next=${encodeURIComponent(place.dataset.next)}`;
    Clerk.mountSignIn(place, {
      routing: "hash",
      withSignUp: true,
      forceRedirectUrl: here,
      signUpForceRedirectUrl: here,
    });
  } catch {
    fail();
  }
})();
