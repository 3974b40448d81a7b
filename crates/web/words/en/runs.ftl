run-inputs = What you asked for
run-seconds-left = <strong id="seconds-left">{ $seconds_left }</strong> s at most
run-goes-on = You may close this page: it goes on, and the result will be under <a href="/runs">Runs</a>.
run-refreshes = This page reloads every 3 seconds.
run-copy = Copy all
run-failed-again = Try again with the same inputs
run-again = Make again
run-result = Result
run-result-label = <span class="ai-label">AI-generated</span> A draft written by generative AI. Please check the facts before you publish.
run-altered = If your video shows realistic scenes made with AI, turn on “Altered or synthetic content” when you upload it to YouTube.
run-failed = It did not work out this time
run-refunded = Your { $refunded } credits are back.
run-see-history = See my credit history
runs-empty = Nothing made yet.
runs-empty-how = Everything you make stays here, to be opened any time.
runs-first = Make your first result
runs-title = Runs
runs-more = Show more
stage-writing-short = Write
stage-checking-short = Check
stage-saving-short = Save
runs-page = Runs
failure-deadline = The AI did not answer in time.
failure-declined = The AI would not write about this topic. Please try another one.
failure-incomplete = The text broke off.
failure-unavailable = The AI could not be reached.
failure-misconfigured = Something is wrong with our settings; we are looking into it.
failure-invalid-output = What came out was no usable script.
failure-storage = The result could not be kept.
