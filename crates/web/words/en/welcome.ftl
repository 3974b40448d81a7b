welcome-renewal = The terms have changed
welcome-renewal-lead = Please read what is new and agree again. Your credits and results are as they were.
welcome-headline = Before you start
welcome-gift = { $signup_credits } free credits are yours as soon as you sign up.
welcome-terms = I agree to the terms of service (required)
welcome-privacy = I agree to the privacy policy (required)
welcome-age = I am 14 or older (required)
welcome-read-terms = Read<span class="visually-hidden"> (terms of service, new window)</span>
welcome-read-privacy = Read<span class="visually-hidden"> (privacy policy, new window)</span>
welcome-read-age = Read<span class="visually-hidden"> (age, new window)</span>
welcome-version = Version of both: { $version }
welcome-busy = Starting
welcome-start = Agree and start
welcome-sign-out = Sign out
welcome-delete = Delete account
welcome-page = Agree to the terms
welcome-changed = The terms have changed in the meantime. Please read the new version and agree again.
welcome-all = All three are needed to start.
