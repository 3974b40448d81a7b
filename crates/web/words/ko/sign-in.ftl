sign-in-headline = 로그인하고 시작하기
sign-in-lead = 쓰던 계정으로 바로 들어와요. 처음이면 가입도 함께 돼요.
sign-in-clerk-failed = 로그인을 마치지 못했어요. 아래 버튼으로 다시 시도해 주세요.
sign-in-new-page = 새 화면에서 계속하기
sign-in-hosted = 카카오·구글로 계속하기
sign-in-kakao = 카카오로 시작하기
sign-in-google = Google로 계속하기
sign-in-terms = 처음이면 로그인한 다음 <a href="/terms">이용약관</a>과 <a href="/privacy">개인정보 처리방침</a>에 동의하는지 여쭤봐요. OpenClaw의 결과물은 생성형 AI가 만들어요.
sign-in-page = 로그인
sign-in-other = { $name } 계정으로 계속하기
