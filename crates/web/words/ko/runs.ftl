run-inputs = 넣은 내용 보기
run-seconds-left = 길어도 <strong id="seconds-left">{ $seconds_left }</strong>초
run-goes-on = 이 창을 닫아도 계속 만들어요. 다 되면 <a href="/runs">기록</a>에서 볼 수 있어요.
run-refreshes = 3초마다 새로 고쳐 보여 드려요.
run-copy = 모두 복사
run-failed-again = 같은 내용으로 다시 만들기
run-again = 다시 만들기
run-result = 만든 결과
run-result-label = <span class="ai-label">AI 생성</span> 생성형 AI가 쓴 초안이에요. 올리기 전에 사실을 확인해 주세요.
run-altered = 실제처럼 보이는 장면을 AI로 만들어 넣었다면, YouTube에 올릴 때 ‘변경되거나 합성된 콘텐츠’ 표시를 켜 주세요.
run-failed = 이번에는 만들지 못했어요
run-refunded = { $refunded } 크레딧을 돌려드렸어요.
run-see-history = 크레딧 내역 보기
runs-empty = 아직 만든 것이 없어요.
runs-empty-how = 만든 결과는 모두 여기에 남아요. 언제든 다시 열어 볼 수 있어요.
runs-first = 첫 결과 만들기
runs-title = 기록
runs-more = 더 보기
stage-writing-short = 대본 쓰기
stage-checking-short = 빠진 곳 확인
stage-saving-short = 저장
runs-page = 기록
failure-deadline = 글을 쓰는 AI가 제때 답하지 않았어요.
failure-declined = 글을 쓰는 AI가 이 주제로는 쓰지 않겠다고 했어요. 주제를 바꿔 보세요.
failure-incomplete = 글이 중간에 끊겼어요.
failure-unavailable = 글을 쓰는 AI와 연결되지 않았어요.
failure-misconfigured = 저희 쪽 설정에 문제가 있어 확인하고 있어요.
failure-invalid-output = 쓸 수 있는 모양의 대본이 나오지 않았어요.
failure-storage = 결과를 저장하지 못했어요.
