agent-form-mistakes = Some things need fixing. Please check the marked fields.
agent-form-short = <strong>{ $missing ->
        [one] 1 credit
       *[other] { $missing } credits
    } short.</strong> A run takes { $price } credits and you have { $balance }.
agent-form-short-buy = <a href="{ $buy_url }">Buy { $package } for { $price_won }</a> and start right away.
agent-form-price = Credits for a run
agent-form-balance = Credits left
agent-form-buy-package = Get { $package }
agent-form-buy = Get credits
agent-form-price-now = Credits for this run
agent-form-after = Afterwards
agent-form-busy = Sending
agent-form-start = Make it for { $price } credits
agent-form-promise = If it fails, your credits come back by themselves. The result is written by generative AI.
agents-title = Agents
agents-lead = Choose what to hand over. You pay with credits, run by run.
agents-list = Agents to choose from
agent-form-examples = Examples for { $label }
agents-page = Agents
agent-form-source = See the result it goes on from
voice-title = Your voice
voice-on = In use
voice-off = None yet
voice-label = How do you want to sound?
voice-help = Once saved, every script from the next one on is written in it. Up to { $longest } characters; change or delete it whenever you like.
voice-example = e.g. No slang. One joke at most. I sign off with “Enjoy your meal!”
voice-busy = Saving
voice-remember = Save voice
voice-forget = Delete saved voice
voice-remembered = Saved. Scripts are written in your voice from the next one on.
voice-forgotten = Your saved voice is deleted.
agents-find = Name or task
agents-category = Category
agents-category-any = All
agents-find-do = Search
agents-no-match = No agent fits.
agents-all = Show all
agent-card-liked = { $percent }% of { $ratings } ratings liked it
