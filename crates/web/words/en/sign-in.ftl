sign-in-headline = Sign in to start
sign-in-lead = Come in with an account you have. If it is your first time, that signs you up, too.
sign-in-clerk-failed = The sign-in was not finished. Please try again with the button below.
sign-in-new-page = Continue on a new page
sign-in-hosted = Continue with Kakao or Google
sign-in-kakao = Continue with Kakao
sign-in-google = Continue with Google
sign-in-terms = The first time, you are then asked to agree to the <a href="/en/terms">terms</a> and the <a href="/en/privacy">privacy policy</a>. What OpenClaw makes is made by generative AI.
sign-in-page = Sign in
sign-in-other = Continue with { $name }
