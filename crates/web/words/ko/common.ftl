ai-label = AI 생성
dialog-back = 돌아가기
badge-run-running = 만드는 중
badge-run-succeeded = 완성
badge-run-failed = 실패 · 환불됨
badge-run-stopped = 멈춤 · 환불됨
badge-order-pending = 확인 중
badge-order-completed = 결제 완료
badge-order-failed = 결제 안 됨
badge-order-transfer = 입금 기다리는 중
badge-order-expired = 시간 지남
badge-order-refund-asked = 환불 신청
badge-order-refunding = 환불하는 중
badge-order-partially-refunded = 일부 환불됨
badge-order-refunded = 환불됨
badge-order-disputed = 카드사 확인 중
badge-money-returning = 돌려드리는 중
badge-money-returned = 돌려드렸어요
badge-money-kept = 취소하지 못함
won = { $amount }원
time-date = { $year }. { $month }. { $day }.
time-moment = { $date } { $half ->
        [am] 오전
       *[pm] 오후
    } { $hour }:{ $minute }
amount-currency = { $amount } { $currency }
language-korean = 한국어
language-english = English
