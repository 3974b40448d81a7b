legal-effective = { $effective }부터 적용해요. 버전 { $version }
terms-title = 이용약관
privacy-title = 개인정보 처리방침
refunds-title = 환불 규정
ai-title = AI 안내
