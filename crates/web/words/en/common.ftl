ai-label = AI-generated
dialog-back = Go back
badge-run-running = Running
badge-run-succeeded = Done
badge-run-failed = Failed · credits back
badge-run-stopped = Stopped · credits back
badge-order-pending = Checking
badge-order-completed = Paid
badge-order-failed = Not paid
badge-order-transfer = Awaiting transfer
badge-order-expired = Expired
badge-order-refund-asked = Refund requested
badge-order-refunding = Refunding
badge-order-partially-refunded = Partly refunded
badge-order-refunded = Refunded
badge-order-disputed = Disputed
badge-money-returning = On its way back
badge-money-returned = Paid back
badge-money-kept = Not cancelled
won = ₩{ $amount }
time-date = { $month ->
        [1] Jan
        [2] Feb
        [3] Mar
        [4] Apr
        [5] May
        [6] Jun
        [7] Jul
        [8] Aug
        [9] Sep
        [10] Oct
        [11] Nov
       *[12] Dec
    } { $day }, { $year }
time-moment = { $date }, { $hour }:{ $minute } { $half ->
        [am] AM
       *[pm] PM
    }
amount-currency = { $amount } { $currency }
language-korean = 한국어
language-english = English
