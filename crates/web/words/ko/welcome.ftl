welcome-renewal = 약관이 바뀌었어요
welcome-renewal-lead = 달라진 내용을 읽고 다시 동의해 주세요. 크레딧과 결과물은 그대로 있어요.
welcome-headline = 시작하기 전에 확인해 주세요
welcome-gift = 처음 가입하면 무료 크레딧 { $signup_credits }개를 바로 드려요.
welcome-terms = 이용약관에 동의해요 (필수)
welcome-privacy = 개인정보 처리방침에 동의해요 (필수)
welcome-age = 만 14세 이상이에요 (필수)
welcome-read-terms = 읽어 보기<span class="visually-hidden"> (이용약관, 새 창)</span>
welcome-read-privacy = 읽어 보기<span class="visually-hidden"> (개인정보 처리방침, 새 창)</span>
welcome-read-age = 읽어 보기<span class="visually-hidden"> (이용할 수 있는 나이, 새 창)</span>
welcome-version = 두 문서의 버전: { $version }
welcome-busy = 시작하고 있어요
welcome-start = 동의하고 시작하기
welcome-sign-out = 로그아웃
welcome-delete = 계정 삭제
welcome-page = 이용약관 동의
welcome-changed = 그 사이에 약관이 바뀌었어요. 새 버전을 읽고 다시 동의해 주세요.
welcome-all = 세 가지에 모두 동의해야 시작할 수 있어요.
