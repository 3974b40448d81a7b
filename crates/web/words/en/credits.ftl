credits-history = Credit history
credits-balance = Credits left
credits-lots = In the order they are used
credits-until = until { $expires }
credits-buy = Buy credits
credits-no-script = Please turn on JavaScript in your browser to open the payment window.
credits-no-sdk = Payments are not possible right now. Please come back in a while.
credits-method = Way to pay
credits-busy = Opening the payment window
credits-pay = Pay { $price_won }
credits-none = No credits have come or gone yet.
credits-what = What
credits-change = Change
credits-after = Balance
credits-orders = Payments
credits-no-orders = You have not paid for anything yet.
credits-receipt-of = Receipt<span class="visually-hidden"> ({ $package }, { $when }, new window)</span>
credits-title = Credits
credits-more = Show more
run-row-credits = { $credits ->
        [one] 1 credit
       *[other] { $credits } credits
    }
agent-card-price = <strong>{ $price }</strong> credits <span class="muted">a run</span>
package-recommended = Recommended
package-vat = VAT included
package-bonus = ({ $credits } + { $bonus } bonus)
package-makes = What it makes
package-per-credit = 1 credit
package-won-per-credit = ₩{ $won_per_credit }
package-policy = Refund policy
package-credits = Credits
lot-paid = Paid
lot-bonus = Bonus
lot-free = Free
makes-scripts = { $count ->
        [one] 1 script
       *[other] { $count } scripts
    }
terms-supply = Credits arrive as soon as the payment is confirmed
terms-validity = Paid credits are good for { $paid ->
        [one] 1 year
       *[other] { $paid } years
    }, bonus credits for { $bonus ->
        [one] 1 year
       *[other] { $bonus } years
    }
terms-refund = Unused paid credits are refunded in full within { $days } days
credits-page = Credits
entry-agent = Agent
entry-signup-bonus = Welcome credits
entry-purchase = { $package } bought
entry-purchase-bonus = { $package } bonus
entry-run-refund = { $agent } not made, credits back · { $subject }
entry-payment-refund = { $package } refunded
entry-expiry = Expired credits
entry-adjustment = Adjusted by the operator
entry-frozen = { $package } · held back for a dispute
entry-thawed = { $package } · credits returned
entry-usage = { $agent } · { $subject }
entry-package = Credits
credits-filter = Kind
credits-filter-all = All
credits-filter-do = Filter
filter-usage = Used
filter-run-refund = Back from runs without a result
filter-purchase = Bought
filter-purchase-bonus = Bonus
filter-payment-refund = Refunded
filter-signup-bonus = Welcome
filter-expiry = Expired
filter-adjustment = Adjusted
csv-when = When
csv-kind = Kind
csv-what = What
csv-change = Change
csv-after = Balance
