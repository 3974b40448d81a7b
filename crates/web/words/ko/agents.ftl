agent-form-mistakes = 고칠 곳이 있어요. 표시된 칸을 확인해 주세요.
agent-form-makes = 결과에 들어가는 것
agent-form-short = <strong>{ $missing }크레딧이 모자라요.</strong> 한 번에 { $price }크레딧이 드는데 { $balance }크레딧이 남아 있어요.
agent-form-short-buy = <a href="{ $buy_url }">{ JOSA($package, "을/를") } { $price_won }에 사면</a> 바로 만들 수 있어요.
agent-form-price = 한 번에 쓰는 크레딧
agent-form-balance = 남은 크레딧
agent-form-buy-package = { $package } 사러 가기
agent-form-buy = 크레딧 사러 가기
agent-form-price-now = 이번에 쓰는 크레딧
agent-form-after = 만들고 나면
agent-form-busy = 보내고 있어요
agent-form-start = { $price }크레딧으로 만들기
agent-form-promise = 만들지 못하면 크레딧은 자동으로 돌아와요. 결과는 생성형 AI가 써요.
agents-title = 에이전트
agents-lead = 맡길 일을 고르세요. 한 번 쓸 때마다 크레딧으로 내요.
agents-list = 고를 수 있는 에이전트
agent-form-examples = { $label } 예시
agents-page = 에이전트
